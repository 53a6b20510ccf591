package dev.cloakroom.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A disk of a few megabytes that fills up, and turns read-only in the middle of work. For root.
///
/// It is ext4 in a file: a tmpfs can't be made read-only while somebody writes on it.
public final class SmallDisk implements AutoCloseable {
  private static final int MEGABYTE = 1 << 20;

  private final Path image;
  private final Path folder;
  private Path device = Path.of("");

  private SmallDisk(Path image, Path folder) {
    this.image = image;
    this.folder = folder;
  }

  /// Makes a disk, and mounts it below `place`, an empty folder.
  public static SmallDisk mount(Path place, int megabytes) {
    try {
      var disk =
          new SmallDisk(place.resolve("image"), Files.createDirectory(place.resolve("disk")));
      try (var image =
          FileChannel.open(disk.image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        image.write(ByteBuffer.allocate(1), (long) megabytes * MEGABYTE - 1);
      }
      Tools.run("mkfs.ext4", "-q", "-m", "0", disk.image.toString());
      disk.mount("errors=remount-ro");
      return disk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mount(String options) {
    device = Path.of(Tools.run("losetup", "--find", "--show", image.toString()));
    Tools.run("mount", "-o", options, device.toString(), folder.toString());
  }

  private void unmount() {
    Tools.run("umount", "-l", folder.toString());
    Tools.run("losetup", "--detach", device.toString()); // when nobody has it open any more
  }

  /// Where it is mounted.
  public Path folder() {
    return folder;
  }

  /// Leaves not a byte free.
  public void fill() {
    try (var filler =
        FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int size = MEGABYTE; size > 0; size /= 2) {
        fill(filler, size);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(FileChannel filler, int size) {
    try {
      while (true) {
        filler.write(ByteBuffer.allocate(size));
      }
    } catch (IOException _) {
      // full, to that size
    }
  }

  /// Gives back what [#fill] took.
  public void free() {
    try {
      Files.delete(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  /// Turns read-only as on a failing device: files that are open can't be written either.
  public void failReadOnly() {
    try {
      Files.writeString(Path.of("/sys/fs/ext4/" + device.getFileName() + "/trigger_fs_error"), "1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Mounts it anew, as one does after a repair; whoever has files open keeps them on the old
  /// mount.
  public void mountAnew() {
    unmount();
    mount("rw");
  }

  /// The same for reading only, as one does before a repair.
  public void mountAnewReadOnly() {
    unmount();
    mount("ro");
  }

  /// Lets what was mounted for reading only be written.
  public void remountWritable() {
    Tools.run("mount", "-o", "remount,rw", folder.toString());
  }

  @Override
  public void close() {
    unmount();
  }
}
