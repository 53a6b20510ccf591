package dev.cloakroom.store;

import java.nio.file.Path;

/// The database: of one host alone a SQLite file, of several hosts (nodes) a PostgreSQL server.
///
/// Writes queue for one writer, which folds what waits into one commit; [#write] returns after the
/// commit is on disk. The writers of all nodes take turns, so what a work reads stays true until
/// its commit. Reads use connections of their own and see the last commit. Safe for any thread.
///
/// A crash loses only writes that had not returned. After a fault (disk full, server away) the same
/// store goes on by itself: each write or read that meets the fault fails once, and is the caller's
/// to try again. A write that failed may have been kept all the same, when it failed in its commit.
public interface Store extends AutoCloseable {
  /// Opens the SQLite database at `file`, makes it when there is none, and brings its schema up to
  /// date.
  static Store open(Path file) {
    DurableFile.privateFile(file); // SQLite gives its other files the same mode
    return RealStore.open(new Sqlite(file));
  }

  /// Opens a database of a PostgreSQL server, and brings its schema up to date.
  static Store open(PostgresAddress address) {
    return RealStore.open(new Postgres(address));
  }

  /// Runs `work` with what is committed; it may run twice, when a connection was lost.
  <T> T read(Work<T> work);

  /// Runs `work` in a transaction, alone or folded with others; returns once it is durable. When
  /// the work throws, nothing of it is kept, and the others are not touched.
  <T> T write(Work<T> work);

  @Override
  void close();
}
