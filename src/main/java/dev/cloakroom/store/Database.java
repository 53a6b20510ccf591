package dev.cloakroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// What differs between one kind of database and the other.
interface Database {
  /// A new connection, set up and seen to be durable.
  Connection connect() throws SQLException;

  /// Begins a transaction that has the writers' turn: no other begins until it ends.
  void begin(Statement statement) throws SQLException;

  /// Whether a failure says that its connection is of no more use.
  boolean isLost(SQLException failure);

  /// What to tell of a failed read or write.
  StoreException problem(SQLException failure, Doing doing);

  /// The schema's number; 0 before there is one.
  int version(Statement statement) throws SQLException;

  /// Notes the schema's number, in the transaction that made it.
  void setVersion(Statement statement, int number) throws SQLException;

  /// A schema script, written for SQLite, in the database's own words.
  String translated(String script);

  /// How messages call it.
  @Override
  String toString();

  /// What failed.
  enum Doing {
    OPEN,
    READ,
    WRITE
  }
}
