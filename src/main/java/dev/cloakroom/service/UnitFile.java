package dev.cloakroom.service;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The file of a unit, where its service manager looks for it. One that somebody else wrote is
/// never touched.
///
/// @param path where it is
public record UnitFile(Path path) {
  private static final long LARGEST = 1 << 20; // bytes

  /// The usual place.
  ///
  /// @param configuration the person's configuration folder (`~/.config`)
  public static UnitFile of(Scope scope, Path configuration) {
    var folder =
        scope == Scope.USER
            ? configuration.resolve("systemd/user")
            : Path.of("/etc/systemd/system");
    return new UnitFile(folder.resolve(Unit.NAME));
  }

  /// What is in it; empty when there is none.
  ///
  /// @throws Problem `unit-foreign` or `unit-unreadable`
  public Optional<String> read() {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      var ours = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) < LARGEST;
      var text = ours ? Files.readString(path) : "";
      if (!text.startsWith(Unit.OURS)) {
        throw new Problem(
            Kind.REFUSED,
            "unit-foreign",
            "%s was not written by Cloakroom: move it away, or leave it and use it. Nothing was changed."
                .formatted(path));
      }
      return Optional.of(text);
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED, "unit-unreadable", "%s can't be read: see whose it is.".formatted(path), e);
    }
  }

  /// Writes it, whole or not at all, for all to read.
  ///
  /// @throws Problem as [#read()], or `unit-unwritable`
  public void write(String text) {
    var _ = read();
    var beside = path.resolveSibling("." + Unit.NAME + ".new");
    try {
      Files.createDirectories(path.resolveSibling(""));
      Files.deleteIfExists(beside);
      var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));
      Files.createFile(beside, mode);
      fill(beside, text);
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable("written", e);
    }
  }

  private static void fill(Path file, String text) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /// Removes it.
  ///
  /// @return whether there was one
  /// @throws Problem as [#read()], or `unit-unwritable`
  public boolean remove() {
    try {
      return read().isPresent() && Files.deleteIfExists(path);
    } catch (IOException e) {
      throw unwritable("removed", e);
    }
  }

  private Problem unwritable(String what, IOException cause) {
    return new Problem(
        Kind.FAILED,
        "unit-unwritable",
        "%s can't be %s: see whose its folder is.".formatted(path, what),
        cause);
  }
}
