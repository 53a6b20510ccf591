package dev.cloakroom.nanokimi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A disk on which somebody does something, once, right after a change.
final class MeddledDisk implements Disk {
  private final Disk real = new RealDisk(OptionalInt.empty());
  private final Meddling meddling;
  private final @Nullable Path deleted;
  private boolean isMeddled;

  private MeddledDisk(@Nullable Path deleted, Meddling meddling) {
    this.deleted = deleted;
    this.meddling = meddling;
  }

  /// What they do.
  @FunctionalInterface
  interface Meddling {
    void perform() throws IOException;
  }

  /// After the first file was written.
  static MeddledDisk onWrite(Meddling meddling) {
    return new MeddledDisk(null, meddling);
  }

  /// After that file was deleted.
  static MeddledDisk onDelete(Path deleted, Meddling meddling) {
    return new MeddledDisk(deleted, meddling);
  }

  private void meddle() {
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
  public void folder(Path folder) {
    real.folder(folder);
  }

  @Override
  public void write(Path file, byte[] content) {
    real.write(file, content);
    if (deleted == null) {
      meddle();
    }
  }

  @Override
  public void move(Path from, Path to) {
    real.move(from, to);
  }

  @Override
  public void delete(Path path) {
    real.delete(path);
    if (path.equals(deleted)) {
      meddle();
    }
  }

  @Override
  public void protect(Path path, Protection protection) {
    real.protect(path, protection);
  }
}
