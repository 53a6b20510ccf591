package dev.cloakroom.nanokimi;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.AccessList;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.Share;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.OptionalInt;

/// The disk of this machine.
///
/// @param owner whom new files are given to; empty for whoever runs this
record RealDisk(OptionalInt owner) implements Disk {
  @Override
  public void folder(Path folder) {
    settle(
        folder,
        () -> {
          DurableFile.newFolder(folder);
          DurableFile.give(folder, Share.of(owner));
          sync(folder);
        });
  }

  @Override
  public void write(Path file, byte[] content) {
    DurableFile.write(file, content, Share.of(owner));
  }

  @Override
  public void move(Path from, Path to) {
    settle(
        from,
        () -> {
          if (Checkout.isThere(to)) {
            throw new IOException("the name is taken");
          }
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
          sync(to);
          sync(from);
        });
  }

  @Override
  public void delete(Path path) {
    settle(
        path,
        () -> {
          Files.deleteIfExists(path);
          sync(path);
        });
  }

  @Override
  public void protect(Path path, Protection protection) {
    settle(
        path,
        () -> {
          list(path, protection);
          if (protection.access() == null) {
            Files.setAttribute(path, "unix:mode", protection.mode(), LinkOption.NOFOLLOW_LINKS);
          }
        });
  }

  private static void list(Path path, Protection protection) {
    try {
      if (Checkout.isFolder(path)) {
        AccessList.inherit(path, protection.inherited());
      }
      if (protection.access() == null) {
        AccessList.remove(path);
      } else {
        protection.access().set(path);
      }
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED,
          "access-list-refused",
          "Access to %s can't be given by an access control list: see that the file is yours, and that its file system has them (ext4, xfs and btrfs do)."
              .formatted(path),
          e);
    }
  }

  /// Makes the name of `path` durable.
  private static void sync(Path path) throws IOException {
    var folder = Objects.requireNonNull(path.getParent());
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void settle(Path path, Deed deed) {
    try {
      deed.perform();
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED,
          "checkout-unwritable",
          "%s can't be changed: see that it is yours, and that the disk has room. Run this again to go on."
              .formatted(path),
          e);
    }
  }

  /// Something that the disk may refuse.
  @FunctionalInterface
  private interface Deed {
    void perform() throws IOException;
  }
}
