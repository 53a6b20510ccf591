package dev.cloakroom.nanokimi;

import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Predicate;

/// Copies a folder that somebody else could write, into one that is private: folders and plain
/// files, durable. Links, devices and what is nested too deep are left, and counted.
final class TreeCopy {
  private static final int DEEPEST = 64;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

  private final Predicate<Path> skipped;
  private final Allowance allowance;
  private int left;

  /// @param skipped the folders and files that stay, by their path below what is copied
  /// @param allowance how much is copied at most
  TreeCopy(Predicate<Path> skipped, Allowance allowance) {
    this.skipped = skipped;
    this.allowance = allowance;
  }

  /// Copies; returns how many things were left. `to` is made.
  int copy(Path from, Path to) throws IOException {
    DurableFile.privateFolder(to);
    if (Checkout.isFolder(from)) {
      try (var inside = opened(from)) {
        copyAll(inside, Path.of(""), to, 0);
      }
    }
    return left;
  }

  private void copyAll(SecureDirectoryStream<Path> from, Path below, Path to, int depth)
      throws IOException {
    for (var path : from) {
      var name = path.getFileName();
      var attributes =
          from.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (skipped.test(below.resolve(name))) {
        continue;
      }
      allowance.count();
      if (attributes.isDirectory() && depth < DEEPEST) {
        copyFolder(from, name, below.resolve(name), to.resolve(name.toString()), depth);
      } else if (attributes.isRegularFile()) {
        copyFile(from, name, to.resolve(name.toString()));
      } else {
        left++;
      }
    }
    sync(to);
  }

  private void copyFolder(
      SecureDirectoryStream<Path> from, Path name, Path below, Path to, int depth)
      throws IOException {
    DurableFile.privateFolder(to);
    try (var child = secure(from.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS))) {
      copyAll(child, below, to, depth + 1);
    }
  }

  private void copyFile(SecureDirectoryStream<Path> from, Path name, Path to) throws IOException {
    var options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var in = from.newByteChannel(name, options);
        var out = FileChannel.open(to, NEW, mode)) {
      allowance.copy(Channels.newInputStream(in), Channels.newOutputStream(out));
      out.force(true);
    }
  }

  @SuppressWarnings("StreamResourceLeak") // whoever opens it closes it
  private static SecureDirectoryStream<Path> opened(Path folder) throws IOException {
    return secure(Files.newDirectoryStream(folder));
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this system can't read safely");
  }

  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
