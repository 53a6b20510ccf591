package dev.cloakroom.console;

import dev.cloakroom.credential.Ending;
import dev.cloakroom.wire.AccountView;
import java.time.Duration;
import java.time.Instant;

/// How an account stands, in words for people: one word, and the story behind it.
///
/// @param rank the worst first, for lists
record Health(Tone tone, String word, String story, int rank) {
  private static final int ENDS_SOON = 5;

  static Health of(AccountView account, Instant now) {
    return switch (account.state()) {
      case "healthy" -> working(account, now);
      case "expired" ->
          new Health(
              Tone.BAD,
              "Expired",
              "Its token is over, and no new one has come yet%s.%s"
                  .formatted(because(account), retry(account, now)),
              1);
      case "needs-consent" ->
          new Health(
              Tone.BAD,
              "Needs consent",
              "The provider ended this authorization%s. Log in again: whoever uses the account goes on by itself."
                  .formatted(because(account)),
              0);
      case "misconfigured" ->
          new Health(
              Tone.BAD,
              "Misconfigured",
              "The provider does not accept Cloakroom's client%s. Correct the client of this provider in cloakroom.yaml, and start the host again."
                  .formatted(because(account)),
              2);
      case "uncertain" ->
          new Health(
              Tone.WARN,
              "Uncertain",
              "A refresh was sent and its answer was lost%s. Nobody knows whether the refresh token is spent: it is not sent again blindly. The token that is here is served while it lives."
                  .formatted(because(account)),
              3);
      default -> new Health(Tone.IDLE, account.state(), account.reason(), 6);
    };
  }

  private static Health working(AccountView account, Instant now) {
    if (!account.reason().isEmpty()) {
      return delayed(account, now);
    }
    var end = account.lastsUntil();
    return end != null && Ending.isSoon(end, now)
        ? ending(account, end, now)
        : healthy(account, now);
  }

  private static Health healthy(AccountView account, Instant now) {
    return new Health(Tone.GOOD, "Healthy", refreshing(account, now), 7);
  }

  private static String refreshing(AccountView account, Instant now) {
    var due = account.refreshDue();
    return due == null
        ? "Its token does not end, so there is nothing to refresh."
        : "Cloakroom refreshes it by itself, next %s."
            .formatted(due.isAfter(now) ? "in " + span(due, now) : "at any moment");
  }

  private static Health ending(AccountView account, Instant end, Instant now) {
    return new Health(
        Tone.WARN,
        "Ends soon",
        "In %s this authorization ends%s. Log in again before: whoever uses the account goes on by itself."
            .formatted(span(end, now), why(account)),
        ENDS_SOON);
  }

  /// Why an account ends, to follow when it does.
  static String why(AccountView account) {
    var because = account.lastsBecause();
    return Ending.of(because == null ? "" : because).map(why -> ": " + why.story()).orElse("");
  }

  private static Health delayed(AccountView account, Instant now) {
    return new Health(
        Tone.WARN,
        "Refresh delayed",
        "The last refresh did not work%s.%s The token that is here is still good."
            .formatted(because(account), retry(account, now)),
        4);
  }

  private static String because(AccountView account) {
    return account.reason().isEmpty() ? "" : " (" + account.reason() + ")";
  }

  private static String retry(AccountView account, Instant now) {
    var at = account.retryAt();
    return at == null || !at.isAfter(now) ? "" : " The next try is in %s.".formatted(span(at, now));
  }

  private static String span(Instant at, Instant now) {
    return Spans.words(Duration.between(now, at));
  }

  /// Whether a person has to log in for it to be well again.
  boolean needsPerson() {
    return rank <= 1;
  }

  /// Whether a login mends or prevents something.
  boolean loginHelps() {
    return needsPerson() || rank == ENDS_SOON;
  }
}
