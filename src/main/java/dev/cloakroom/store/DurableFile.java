package dev.cloakroom.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/// Files that are never torn (promise P9): written beside, mode first, synced, renamed, and the
/// folder synced. All are 0600, in folders that are 0700, but for what a [Share] adds to that.
public final class DurableFile {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

  private DurableFile() {}

  /// Replaces the content of `file`; a reader sees the old or the new, whole.
  public static void write(Path file, byte[] content) {
    write(file, content, Share.NOBODY);
  }

  /// The same for a file that somebody else uses, too.
  public static void write(Path file, byte[] content, Share share) {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("not a file: " + file);
    }
    try {
      var beside = folder.resolve("." + UUID.randomUUID() + ".tmp");
      try {
        fill(beside, content);
        give(beside, share);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
      sync(folder);
    } catch (IOException e) {
      throw new StoreException(
          "file-unwritable", "The file %s can't be written.".formatted(file), e);
    }
  }

  /// Makes an empty file of mode 0600, when there is none.
  static void privateFile(Path file) {
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
    } catch (FileAlreadyExistsException _) {
      // it is there, with what is in it
    } catch (IOException e) {
      throw new StoreException(
          "file-unwritable", "The file %s can't be written.".formatted(file), e);
    }
  }

  /// Makes `folder` and its parents when missing, and its mode 0700.
  public static void privateFolder(Path folder) {
    try {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
      Files.setPosixFilePermissions(folder, FOLDER);
    } catch (IOException e) {
      throw new StoreException(
          "folder-unusable",
          "The folder %s can't be made, or not private to you: see that it is a folder of yours, or choose another."
              .formatted(folder),
          e);
    }
  }

  /// Makes one folder that is not there yet, of mode 0700. A link in its place is none.
  public static void newFolder(Path folder) throws IOException {
    Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
  }

  /// Lets somebody else use a private folder, file or socket. Who is in an access list may look
  /// into a folder, read a file, and call a socket.
  public static void give(Path path, Share share) {
    give(path, share, AccessList.READ);
  }

  /// The same, and lets them write it, too.
  public static void giveToWrite(Path path, Share share) {
    give(path, share, AccessList.READ | AccessList.WRITE);
  }

  private static void give(Path path, Share share, int rights) {
    try {
      switch (share) {
        case Share.Nobody() -> {}
        case Share.Given(var uid) -> Files.setAttribute(path, "unix:uid", uid, NO_LINKS);
        case Share.Listed(var uid) -> list(path, uid, rights);
      }
    } catch (IOException e) {
      throw notGiven(path, share, e);
    }
  }

  private static StoreException notGiven(Path path, Share share, IOException cause) {
    return share instanceof Share.Listed
        ? new StoreException(
            "no-access-list",
            "The access list of %s can't be set, and the container's user is another on this machine: choose a folder on a file system with POSIX ACLs with CLOAKROOM_HOME, or an engine that keeps your user; see docs/engines.md."
                .formatted(path),
            cause)
        : new StoreException(
            "file-unwritable", "The file %s can't be given to its reader.".formatted(path), cause);
  }

  /// The mode of the file says what its owner may do; nobody else may do more.
  private static void list(Path path, int uid, int asked) throws IOException {
    var file = Files.readAttributes(path, PosixFileAttributes.class, NO_LINKS);
    int owner = rights(file.permissions());
    int enter = file.isDirectory() ? AccessList.EXECUTE : owner & AccessList.EXECUTE;
    int call = file.isOther() ? AccessList.WRITE : 0; // a socket
    AccessList.of(owner, uid, (asked | enter | call) & owner).set(path);
  }

  private static int rights(Set<PosixFilePermission> permissions) {
    return (permissions.contains(PosixFilePermission.OWNER_READ) ? AccessList.READ : 0)
        | (permissions.contains(PosixFilePermission.OWNER_WRITE) ? AccessList.WRITE : 0)
        | (permissions.contains(PosixFilePermission.OWNER_EXECUTE) ? AccessList.EXECUTE : 0);
  }

  /// Makes the file, and fills what it made: by name it might be another's by then.
  private static void fill(Path file, byte[] content) throws IOException {
    try (var channel = FileChannel.open(file, NEW, PosixFilePermissions.asFileAttribute(FILE))) {
      var rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
