package dev.cloakroom.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// A user of this machine, by numbers.
public record HostUser(int uid, int gid) {
  /// The first ordinary user of most machines and images.
  public static final HostUser ORDINARY = new HostUser(1000, 1000);

  /// Whoever runs this program.
  public static HostUser current() {
    return ownerOf(Path.of("/proc/self"));
  }

  /// Whose a file is.
  public static HostUser ownerOf(Path file) {
    return new HostUser(number(file, "unix:uid"), number(file, "unix:gid"));
  }

  /// Whether it is root.
  public boolean isRoot() {
    return uid == 0;
  }

  /// Whether the mode of a file or folder lets this user write it. Access lists are not looked at.
  boolean mayWrite(Path file) {
    var owner = ownerOf(file);
    var permission =
        owner.uid == uid
            ? PosixFilePermission.OWNER_WRITE
            : owner.gid == gid ? PosixFilePermission.GROUP_WRITE : PosixFilePermission.OTHERS_WRITE;
    return permissions(file).contains(permission);
  }

  private static Set<PosixFilePermission> permissions(Path file) {
    try {
      return Files.getPosixFilePermissions(file);
    } catch (IOException e) {
      throw new UncheckedIOException("could not look at " + file, e);
    }
  }

  private static int number(Path file, String attribute) {
    try {
      return Files.getAttribute(file, attribute) instanceof Integer number ? number : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("could not look at " + file, e);
    }
  }

  @Override
  public String toString() {
    return uid + ":" + gid;
  }
}
