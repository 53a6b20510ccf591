package dev.cloakroom.run;

import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks twice a second at the folders of ours that a run may write, such as a tool's, and stops
/// the run when there is too much in them: they are on the host's disk. A file counts by its size,
/// once for each of its names.
final class FolderWatch implements AutoCloseable {
  private static final Bounds USUAL = new Bounds(256L << 20, 1 << 14);

  private static final Logger LOG = System.getLogger(FolderWatch.class.getName());
  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final List<Path> folders;
  private final Bounds bounds;
  private final Runnable stop;
  private final Thread thread;
  private volatile boolean full;

  /// How much they may hold, all together.
  record Bounds(long bytes, int files) {}

  private FolderWatch(List<Path> folders, Bounds bounds, Runnable stop) {
    this.folders = List.copyOf(folders);
    this.bounds = bounds;
    this.stop = stop;
    this.thread = Thread.ofVirtual().name("folder watch").unstarted(this::watch);
  }

  /// Starts one over what a run was delivered.
  ///
  /// @param stop ends the run at once
  static FolderWatch over(@Nullable Deliveries deliveries, Runnable stop) {
    return over(deliveries == null ? List.of() : deliveries.plan().mounts(), USUAL, stop);
  }

  /// Starts one.
  ///
  /// @param delivered the mounts of a run's deliveries
  /// @param stop ends the run at once
  static FolderWatch over(List<Mount> delivered, Bounds bounds, Runnable stop) {
    var writable = delivered.stream().filter(mount -> mount.access() == Access.READ_WRITE);
    var watch = new FolderWatch(writable.map(Mount::host).toList(), bounds, stop);
    if (!watch.folders.isEmpty()) {
      watch.thread.start();
    }
    return watch;
  }

  private void watch() {
    try {
      while (!isFull()) {
        Thread.sleep(BETWEEN);
      }
      full = true;
      stop.run();
    } catch (InterruptedException _) {
      // the run has ended
    }
  }

  /// What can't be looked at, such as folders too deep for any path, is too much.
  private boolean isFull() {
    var count = new Count();
    try {
      for (var folder : folders) {
        Files.walkFileTree(folder, count);
      }
      return count.isTooMuch();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the folders of a run could not be looked at", e);
      return true;
    }
  }

  /// How the run ended, when its try ended so.
  Ending judge(Ending ending) {
    return full
        ? Ending.failed(
            "folder-full",
            "The command wrote more than %d MiB or %d files into the folder of its tool, and was stopped: large files belong into the working folder."
                .formatted(bounds.bytes() >> 20, bounds.files()))
        : ending;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /// Stops counting when it is too much: the run may write faster than we look.
  private final class Count extends SimpleFileVisitor<Path> {
    private long bytes;
    private int files;

    private boolean isTooMuch() {
      return bytes > bounds.bytes() || files > bounds.files();
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return visitFile(folder, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      files++;
      return isTooMuch() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException || e instanceof AccessDeniedException) {
        return FileVisitResult.CONTINUE; // it has just gone, or is another user's
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
