package dev.cloakroom.http;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// The file of a Unix socket: mode 0600, in a folder of mode 0700, gone when the listener is.
///
/// @param path where it is
/// @param key the file's identity, so that a successor's file is not deleted
record SocketFile(Path path, @Nullable Object key) {
  /// Binds a new socket at `path`, after taking away the file of a host that died.
  static ServerSocketChannel bind(Path path) throws IOException {
    checkLength(path);
    prepareFolder(path.toAbsolutePath().getParent());
    removeStale(path);
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path), 1024);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// The file at `path` as it is now.
  static SocketFile at(Path path) throws IOException {
    return new SocketFile(path, attributes(path).fileKey());
  }

  /// Deletes the file, unless another host has put its own there.
  void delete() throws IOException {
    try {
      if (key == null || key.equals(attributes(path).fileKey())) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // somebody deleted it before: that is what we want
    }
  }

  private static void checkLength(Path path) {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > Listener.LONGEST_SOCKET_PATH) {
      throw new Problem(
          Kind.USAGE,
          "socket-path-too-long",
          "the socket's path has %d bytes, and %d is the most: choose a shorter folder than %s"
              .formatted(length, Listener.LONGEST_SOCKET_PATH, path.getParent()));
    }
  }

  private static void prepareFolder(@Nullable Path folder) throws IOException {
    if (folder == null) {
      throw new Problem(Kind.USAGE, "socket-path-taken", "a socket can't be at /: name a file");
    }
    if (!Files.exists(folder)) {
      var mode = PosixFilePermissions.fromString("rwx------");
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(mode));
    }
    var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    if (!mode.equals("rwx------")) {
      throw new Problem(
          Kind.REFUSED,
          "socket-folder-open",
          "others may enter the socket's folder %s (%s): chmod 700 it".formatted(folder, mode));
    }
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes(path).isOther()) {
      throw new Problem(
          Kind.USAGE,
          "socket-path-taken",
          "%s is not a socket: move it away, or choose another path".formatted(path));
    }
    if (answers(path)) {
      throw new Problem(
          Kind.FAILED,
          "already-running",
          "another host listens on %s: stop it first, or use it".formatted(path));
    }
    Files.deleteIfExists(path);
  }

  private static boolean answers(Path path) {
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return true;
    } catch (IOException e) {
      return false; // refused: nobody listens there any more
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
