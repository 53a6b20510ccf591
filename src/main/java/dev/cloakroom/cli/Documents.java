package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Files of the person's that commands read and write. What is written is theirs alone (0600), and
/// never torn: beside first, synced, then renamed.
final class Documents {
  private Documents() {}

  /// Reads a whole file.
  static byte[] read(Path file, int most) {
    try (var in = Files.newInputStream(file)) {
      return read(in, file.toString(), most);
    } catch (IOException e) {
      throw new Problem(
          Kind.USAGE,
          "document-unreadable",
          "%s can't be read: see that it is there, and yours".formatted(file),
          e);
    }
  }

  /// Reads a whole file that was named on the command line; `-` is standard input.
  static byte[] read(Surroundings around, String name, int most) {
    if (!name.equals("-")) {
      return read(around.folder().resolve(name), most);
    }
    try {
      return read(around.terminal().in(), "standard input", most);
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED, "document-unreadable", "standard input can't be read to its end", e);
    }
  }

  private static byte[] read(InputStream in, String name, int most) throws IOException {
    var bytes = in.readNBytes(most + 1);
    if (bytes.length > most) {
      throw new Problem(
          Kind.USAGE,
          "document-too-large",
          "%s is larger than %d bytes: it can't be what is meant here".formatted(name, most));
    }
    return bytes;
  }

  /// Writes a whole file.
  ///
  /// @param over whether one that is there may be written over
  static void write(Path file, byte[] content, boolean over) {
    if (!over) {
      refuseTaken(file);
    }
    var folder = file.toAbsolutePath().getParent();
    try {
      if (folder == null) {
        throw new IOException("not a file");
      }
      var mode = PosixFilePermissions.fromString("rw-------");
      var beside =
          Files.createTempFile(
              folder, ".cloakroom", ".tmp", PosixFilePermissions.asFileAttribute(mode));
      try {
        fill(beside, content);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
      sync(folder);
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED,
          "document-unwritable",
          "%s can't be written: see that its folder is there and has room".formatted(file),
          e);
    }
  }

  /// Refuses a name that is taken.
  static void refuseTaken(Path file) {
    if (Files.exists(file)) {
      throw new Problem(
          Kind.REFUSED,
          "document-exists",
          "%s is there already: choose another name, or add --force".formatted(file));
    }
  }

  private static void fill(Path file, byte[] content) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
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
