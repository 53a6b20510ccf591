package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Life;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One person's authorization at one provider, without its tokens.
///
/// @param id its name
/// @param subject who it is at the provider, by the provider's own id; empty when it does not tell
/// @param label who it is, in words for people
/// @param state how it stands
/// @param reason why it stands so; empty when healthy
/// @param generation its current token set
/// @param createdAt when it was first connected
/// @param authorizedAt when its person last consented
/// @param life how long the current access token lives
/// @param refreshable whether there is a refresh token
/// @param refreshEndsAt when that one ends, if the provider says so; null when it does not
/// @param refreshEndMoves whether refreshes put that end off, as far as they have shown; true
///   before the first
/// @param scopes what the current access token may do
public record Account(
    AccountId id,
    String subject,
    String label,
    AccountState state,
    String reason,
    Generation generation,
    Instant createdAt,
    Instant authorizedAt,
    Life life,
    boolean refreshable,
    @Nullable Instant refreshEndsAt,
    boolean refreshEndMoves,
    Scopes scopes) {

  /// Whether it may be `person`'s: it is, or nobody has told yet whose it is.
  boolean mayBeOf(String person) {
    return subject.isEmpty() || subject.equals(person);
  }

  /// Refuses another person's authorization.
  ///
  /// @throws Problem `other-subject` unless `person`'s authorization may be saved over it
  public void requireMayBeOf(String person) {
    if (!mayBeOf(person)) {
      throw new Problem(
          Kind.REFUSED,
          "other-subject",
          "The account %s belongs to %s, and this authorization is somebody else's: log in as %s, or connect it under another name with --as."
              .formatted(id, label, label));
    }
  }

  /// An account that was not refreshed yet.
  public Account(
      AccountId id,
      String subject,
      String label,
      AccountState state,
      String reason,
      Generation generation,
      Instant createdAt,
      Instant authorizedAt,
      Life life,
      boolean refreshable,
      @Nullable Instant refreshEndsAt,
      Scopes scopes) {
    this(
        id,
        subject,
        label,
        state,
        reason,
        generation,
        createdAt,
        authorizedAt,
        life,
        refreshable,
        refreshEndsAt,
        true,
        scopes);
  }

  /// The same account, standing so.
  public Account standing(AccountState next, String why) {
    return new Account(
        id,
        subject,
        label,
        next,
        why,
        generation,
        createdAt,
        authorizedAt,
        life,
        refreshable,
        refreshEndsAt,
        refreshEndMoves,
        scopes);
  }
}
