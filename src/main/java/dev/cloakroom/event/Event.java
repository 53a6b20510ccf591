package dev.cloakroom.event;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Ending;
import dev.cloakroom.credential.Generation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Something that happened in the host.
public sealed interface Event {
  /// An account has a new token set, and it is durable.
  record Refreshed(AccountId account, Generation generation) implements Event {}

  /// An account's state became another one.
  ///
  /// @param state the new state's name
  /// @param reason why, in a few words
  record StateChanged(AccountId account, String state, String reason) implements Event {}

  /// An account ends soon, and a person can prevent that.
  ///
  /// @param lastsUntil when it ends
  /// @param days how many days before that this warning is due: 14, 7 or 1
  record Expiring(AccountId account, Instant lastsUntil, Ending why, int days) implements Event {
    /// The whole warning, for people.
    public String sentence() {
      return "%s lasts until %s, %s at most: %s. Log in again before, with `cloakroom connect %s --as %s`."
          .formatted(
              account,
              lastsUntil.truncatedTo(ChronoUnit.SECONDS),
              days == 1 ? "a day" : days + " days",
              why.story(),
              account.provider(),
              account.name());
    }
  }

  /// A person's login was saved: a new account, or one that is connected again.
  record Connected(AccountId account) implements Event {}

  /// An account is gone, and all that it was delivered to.
  record Disconnected(AccountId account) implements Event {}

  /// A workload was granted an account, or its grant was changed.
  record Granted(String workload, AccountId account) implements Event {}

  /// A grant has ended.
  record Ungranted(String workload, AccountId account) implements Event {}

  /// A consent request was raised: the seed's `auth_required`.
  record ConsentAsked(String request, String workload, String provider) implements Event {}

  /// A consent request was answered, or it expired.
  ///
  /// @param answer `allowed`, `denied`, `blocked` or `expired`
  record ConsentAnswered(String request, String answer) implements Event {}

  /// A run was asked for; it is among the runs.
  record RunStarted(String run, String workload) implements Event {}

  /// A run waits for the answer to a consent request.
  record RunWaits(String run, String workload, String request) implements Event {}

  /// A run has ended, and what was delivered to it is gone.
  record RunEnded(String run, String workload, int exit) implements Event {}

  /// Something that a person should look at now.
  record Alarm(String code, String message) implements Event {}
}
