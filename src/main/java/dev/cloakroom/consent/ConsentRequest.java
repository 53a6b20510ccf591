package dev.cloakroom.consent;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.workload.Form;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// "This workload needs this provider with these scopes": it waits for a person, for a day at most.
///
/// @param id names it in links
/// @param workload who asks; `host` for the person on the command line
/// @param askedAs the provider or alias as it was named
/// @param provider the provider's id
/// @param account the account it is about: the wanted one, or the one that was allowed; null while
///   any will do
/// @param scopes the full scopes that are asked for
/// @param form how it would be delivered; null for what the workload has already, or the usual
/// @param state how it stands
/// @param createdAt when it was raised
/// @param endsAt when it expires; once it is answered, when that was
public record ConsentRequest(
    String id,
    String workload,
    String askedAs,
    String provider,
    @Nullable AccountId account,
    Scopes scopes,
    @Nullable Form form,
    State state,
    Instant createdAt,
    Instant endsAt) {

  /// How a consent request stands.
  public enum State {
    OPEN,
    ALLOWED,
    DENIED,
    BLOCKED,
    EXPIRED;

    /// The word for people and JSON.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Whether it waits for an answer.
  boolean isOpen() {
    return state == State.OPEN;
  }

  /// Whether it still waits, at `now`.
  boolean isOpen(Instant now) {
    return isOpen() && endsAt.isAfter(now);
  }

  /// Whether the person on the command line asks, and no run.
  public boolean isHost() {
    return workload.equals(Consents.HOST);
  }

  /// The same request, answered at `then`; with the account it is about.
  ConsentRequest answered(State answer, @Nullable AccountId about, Instant then) {
    return new ConsentRequest(
        id, workload, askedAs, provider, about, scopes, form, answer, createdAt, then);
  }
}
