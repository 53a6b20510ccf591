package dev.cloakroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The one thread that writes: takes all that waits, runs each in a savepoint, commits once.
///
/// A platform thread, since SQLite's calls hold their thread anyway.
final class Writer implements AutoCloseable {
  private static final int MOST_AT_ONCE = 512;

  private final Connection connection;
  private final LinkedBlockingQueue<Pending<?>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  Writer(Connection connection) {
    this.connection = connection;
    this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::run);
  }

  <T> T write(Work<T> work) {
    var pending = new Pending<>(work);
    queue.add(pending);
    if (closed) {
      pending.fail(new StoreException("stopped", "The host is stopping."));
    }
    return pending.await();
  }

  private void run() {
    var batch = new ArrayList<Pending<?>>();
    while (!closed || !queue.isEmpty()) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException _) {
        continue; // close() woke us: look again whether to go on
      }
      queue.drainTo(batch, MOST_AT_ONCE - 1);
      commit(batch);
      batch.clear();
    }
  }

  private void commit(List<Pending<?>> batch) {
    try (var statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (var pending : batch) {
        pending.runIn(connection, statement);
      }
      statement.execute("COMMIT");
    } catch (SQLException e) {
      rollback();
      var failure =
          new StoreException(
              "store-unwritable",
              "The database can't be written (disk full, read-only, or damaged); nothing was kept.",
              e);
      batch.forEach(pending -> pending.fail(failure));
    }
    batch.forEach(Pending::finish);
  }

  private void rollback() {
    try (var statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException _) {
      // there was no transaction left to roll back, which is what we want
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
      connection.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new StoreException("store-unwritable", "The database can't be closed.", e);
    }
  }

  /// One write that waits for its commit.
  private static final class Pending<T> {
    private final Work<T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Pending(Work<T> work) {
      this.work = work;
    }

    /// Runs the work in a savepoint, so that its failure undoes nothing else.
    void runIn(Connection connection, Statement statement) throws SQLException {
      statement.execute("SAVEPOINT one");
      try {
        result = work.in(connection);
      } catch (RuntimeException | SQLException e) {
        failure = e;
        statement.execute("ROLLBACK TO one");
      }
      statement.execute("RELEASE one");
    }

    void fail(StoreException reason) {
      done.completeExceptionally(reason);
    }

    @SuppressWarnings("NullAway") // a work that returns null hands null on
    void finish() {
      if (failure == null) {
        done.complete(result);
      } else if (failure instanceof SQLException e) {
        done.completeExceptionally(
            new StoreException("store-unwritable", "The database did not take a write.", e));
      } else {
        done.completeExceptionally(failure);
      }
    }

    T await() {
      try {
        return done.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }
}
