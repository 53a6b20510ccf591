package dev.cloakroom.loan;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Has somebody look whenever something happens in one of some folders (inotify), and every two
/// seconds besides, since not every file system tells; not more often than twenty times a second,
/// whatever happens in them.
final class Watch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Watch.class.getName());
  private static final long NAP = 2_000; // milliseconds
  private static final long SHORT_NAP = 50;

  private final Runnable look;
  private final BooleanSupplier hurries;
  private volatile @Nullable WatchService service;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  /// @param look is to return soon, and may throw what it likes
  /// @param hurries whether to look again at once
  Watch(Runnable look, BooleanSupplier hurries) {
    this.look = look;
    this.hurries = hurries;
  }

  private static @Nullable WatchService service() {
    try {
      return FileSystems.getDefault().newWatchService();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "no file can be watched here, so they are looked at now and then", e);
      return null;
    }
  }

  void start() {
    service = service();
    thread = Thread.ofVirtual().name("loans").start(this::run);
  }

  /// Watches a folder, until it is deleted.
  void add(Path folder) {
    var watching = service;
    if (watching != null) {
      try {
        folder.register(
            watching, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      } catch (IOException | ClosedWatchServiceException e) {
        LOG.log(Level.DEBUG, "a folder can't be watched, so it is looked at now and then", e);
      }
    }
  }

  private void run() {
    while (!closed) {
      try {
        await(hurries.getAsBoolean() ? SHORT_NAP : NAP);
        look.run();
      } catch (InterruptedException | ClosedWatchServiceException _) {
        return;
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "could not look at the files of runs", e);
      }
    }
  }

  private void await(long millis) throws InterruptedException {
    var watching = service;
    if (watching == null) {
      Thread.sleep(millis);
      return;
    }
    for (var key = watching.poll(millis, TimeUnit.MILLISECONDS);
        key != null;
        key = watching.poll()) {
      key.pollEvents();
      key.reset();
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SHORT_NAP) / 2);
  }

  @Override
  public void close() {
    closed = true;
    var watching = service;
    try {
      if (watching != null) {
        watching.close();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a watch can't be closed", e);
    }
    var running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
