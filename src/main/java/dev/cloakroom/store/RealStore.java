package dev.cloakroom.store;

import dev.cloakroom.store.Database.Doing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The store over either database.
final class RealStore implements Store {
  private static final int READERS = 4;
  private static final int SECONDS_TO_WAIT = 10;

  private final Database database;
  private final AtomicInteger beginning;
  private final BlockingQueue<Line> readers = new ArrayBlockingQueue<>(READERS);
  private final Writer writer;
  private volatile boolean closed;

  private RealStore(Database database, Line first, AtomicInteger beginning) {
    this.database = database;
    this.beginning = beginning;
    for (int i = 0; i < READERS; i++) {
      readers.add(new Line(database, beginning));
    }
    this.writer = new Writer(database, first, this::beginAnew);
  }

  static Store open(Database database) {
    var beginning = new AtomicInteger();
    var line = new Line(database, beginning);
    try {
      line.use(connection -> Schema.bringUpToDate(database, connection));
      return new RealStore(database, line, beginning);
    } catch (SQLException e) {
      line.close();
      throw database.problem(e, Doing.OPEN);
    } catch (StoreException e) {
      line.close();
      throw e;
    }
  }

  /// Does not end by an interrupt, as a write doesn't: who was interrupted still cleans up, and a
  /// driver would drop its connection.
  @Override
  public <T> T read(Work<T> work) {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return readBy(freeReader(), work);
        } catch (InterruptedException _) {
          interrupted = true; // while it waited: nothing was read yet
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T readBy(Line line, Work<T> work) {
    try {
      return line.use(work);
    } catch (SQLException e) {
      throw database.problem(e, Doing.READ);
    } finally {
      readers.add(line);
    }
  }

  /// Lets the readers' connections go: those at rest now, the others before their next use. They
  /// may have files open on a disk that is gone, or as ones that can't be written.
  private void beginAnew() {
    beginning.incrementAndGet();
    var resting = new ArrayList<Line>();
    readers.drainTo(resting);
    resting.forEach(Line::hangUp);
    readers.addAll(resting);
  }

  private Line freeReader() throws InterruptedException {
    if (closed) {
      throw new StoreException("stopped", "The host is stopping.");
    }
    var line = readers.poll(SECONDS_TO_WAIT, TimeUnit.SECONDS);
    if (line == null) {
      throw new StoreException(
          "store-unreadable",
          "The database %s did not answer in time; try again.".formatted(database));
    }
    return line;
  }

  @Override
  public <T> T write(Work<T> work) {
    return writer.write(work);
  }

  @Override
  public void close() {
    closed = true;
    writer.close();
    readers.forEach(Line::close);
  }
}
