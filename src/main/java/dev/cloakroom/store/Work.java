package dev.cloakroom.store;

import java.sql.Connection;
import java.sql.SQLException;

/// Something to do with the database, inside a transaction that the store owns.
@FunctionalInterface
public interface Work<T> {
  /// Does it; never commits, and keeps nothing of the connection.
  T in(Connection connection) throws SQLException;
}
