package dev.cloakroom.store;

import dev.cloakroom.store.Database.Doing;
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

  private final Database database;
  private final Line line;
  private final Runnable afterAFault;
  private final LinkedBlockingQueue<Pending<?>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private boolean faulty; // the thread's own
  private volatile boolean closed;

  /// @param line the writer's own from now on
  /// @param afterAFault run before the first write after one
  Writer(Database database, Line line, Runnable afterAFault) {
    this.database = database;
    this.line = line;
    this.afterAFault = afterAFault;
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
      try {
        commit(batch);
      } catch (Throwable e) { // an Error, too, must not end the writer
        batch.forEach(pending -> pending.fail(e));
        faulty = true;
        line.hangUp();
      }
      batch.clear();
    }
  }

  private void commit(List<Pending<?>> batch) {
    if (faulty) {
      afterAFault.run();
    }
    try (var statement = line.use(this::begin)) {
      for (var pending : batch) {
        pending.runIn(statement);
      }
      statement.execute("COMMIT");
      faulty = batch.stream().anyMatch(pending -> pending.lostItsLine(database));
    } catch (SQLException e) {
      faulty = database.isLost(e);
      giveUp(batch, database.problem(e, Doing.WRITE));
    } catch (StoreException e) {
      faulty = true; // the server is not what it should be
      giveUp(batch, e);
    }
    if (faulty) {
      line.hangUp(); // what one of them met, the next ones may meet on this connection
    }
    batch.forEach(pending -> pending.finish(database));
  }

  @SuppressWarnings("resource") // closed by whoever takes it
  private Statement begin(Connection connection) throws SQLException {
    var statement = connection.createStatement();
    database.begin(statement);
    return statement;
  }

  private void giveUp(List<Pending<?>> batch, StoreException failure) {
    batch.forEach(pending -> pending.fail(failure));
    if (!faulty) {
      rollback();
    }
  }

  private void rollback() {
    try {
      line.use(connection -> {
        try (var statement = connection.createStatement()) {
          return statement.execute("ROLLBACK");
        }
      });
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
      line.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
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
    void runIn(Statement statement) throws SQLException {
      statement.execute("SAVEPOINT one");
      try {
        result = work.in(statement.getConnection());
        statement.execute("RELEASE one");
      } catch (Throwable e) { // an Error, too, must not end the writer
        failure = e;
        statement.execute("ROLLBACK TO one");
        statement.execute("RELEASE one");
      }
    }

    boolean lostItsLine(Database database) {
      return failure instanceof SQLException e && database.isLost(e);
    }

    void fail(Throwable reason) {
      done.completeExceptionally(reason);
    }

    @SuppressWarnings("NullAway") // a work that returns null hands null on
    void finish(Database database) {
      if (failure == null) {
        done.complete(result);
      } else if (failure instanceof SQLException e) {
        done.completeExceptionally(database.problem(e, Doing.WRITE));
      } else {
        done.completeExceptionally(failure);
      }
    }

    T await() {
      try {
        return done.join();
      } catch (CompletionException e) {
        switch (e.getCause()) {
          case RuntimeException cause -> throw cause;
          case Error cause -> throw cause;
          case null, default -> throw e;
        }
      }
    }
  }
}
