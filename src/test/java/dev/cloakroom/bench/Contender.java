package dev.cloakroom.bench;

import dev.cloakroom.chaos.ChaosClient.Told;
import java.util.Optional;

/// A client that is scored against the chaos server: it holds one grant for each case of a refresh,
/// and logs in once for each case of a login.
interface Contender extends AutoCloseable {
  /// What a client said when it was asked for a token.
  sealed interface Answer {}

  /// A token.
  record Token(String text) implements Answer {}

  /// None, and why.
  record None(Saying saying) implements Answer {}

  /// How it explains that it has none.
  enum Saying {
    /// Not now.
    LATER,
    /// The grant is dead, a person is needed.
    DEAD,
    /// The grant may be dead, a person had better look.
    UNCERTAIN,
    /// Nothing, for three quarters of a minute.
    NOTHING
  }

  /// Its name in the table.
  String name();

  /// Makes it hold a grant of that case.
  ///
  /// @param theCase as `GET /chaos/cases` shows it
  void begin(Told theCase);

  /// Asks it for a token that works.
  Answer ask(String theCase);

  /// Makes it log in at that case; empty when it does no such logins.
  Optional<Answer> logIn(Told theCase);

  /// The family that its grant of that case belongs to.
  String family(String theCase);

  @Override
  void close();
}
