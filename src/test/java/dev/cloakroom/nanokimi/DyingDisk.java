package dev.cloakroom.nanokimi;

import java.nio.file.Path;
import java.util.OptionalInt;

/// A disk whose process is killed before its n-th change.
final class DyingDisk implements Disk {
  private final Disk real = new RealDisk(OptionalInt.empty());
  private int left;

  DyingDisk(int left) {
    this.left = left;
  }

  /// The end of the process.
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void live() {
    if (left-- == 0) {
      throw new Killed();
    }
  }

  @Override
  public void folder(Path folder) {
    live();
    real.folder(folder);
  }

  @Override
  public void write(Path file, byte[] content) {
    live();
    real.write(file, content);
  }

  @Override
  public void move(Path from, Path to) {
    live();
    real.move(from, to);
  }

  @Override
  public void delete(Path path) {
    live();
    real.delete(path);
  }

  @Override
  public void protect(Path path, Protection protection) {
    live();
    real.protect(path, protection);
  }
}
