package dev.cloakroom.nanokimi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/// A disk on which somebody does something right after the first file was written.
final class MeddledDisk implements Disk {
  private final Disk real = new RealDisk(OptionalInt.empty());
  private final Meddling meddling;
  private boolean isMeddled;

  MeddledDisk(Meddling meddling) {
    this.meddling = meddling;
  }

  /// What they do.
  @FunctionalInterface
  interface Meddling {
    void perform() throws IOException;
  }

  @Override
  public void folder(Path folder) {
    real.folder(folder);
  }

  @Override
  public void write(Path file, byte[] content) {
    real.write(file, content);
    if (isMeddled) {
      return;
    }
    isMeddled = true;
    try {
      meddling.perform();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void move(Path from, Path to) {
    real.move(from, to);
  }

  @Override
  public void delete(Path path) {
    real.delete(path);
  }

  @Override
  public void protect(Path path, Protection protection) {
    real.protect(path, protection);
  }
}
