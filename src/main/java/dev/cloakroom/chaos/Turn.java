package dev.cloakroom.chaos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// One refresh that a case answers: the refresh token that came, and what can be done about it.
///
/// @param token the generation of the refresh token
/// @param elsewhere an address of this server under another name
record Turn(Family family, long token, Clock clock, String elsewhere) {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// Grants, and says so.
  Reply granted() {
    return granted(_ -> {});
  }

  /// Grants, and says something else. A refresh token that is of no use is refused as it should be.
  Reply granted(Consumer<Map<String, Object>> change) {
    return replyTo(family.refresh(token), change);
  }

  /// Grants, and does something to the reply.
  Reply grantedAs(UnaryOperator<Reply> change) {
    return family
        .refresh(token)
        .map(granted -> change.apply(Reply.json(200, document(granted))))
        .orElseGet(Turn::refused);
  }

  /// Grants the access token that is out already once more.
  Reply prolonged() {
    return replyTo(family.prolong(token), _ -> {});
  }

  /// Refuses for good: the family is dead from now on.
  Reply dead(int status, String error) {
    family.end("case");
    return Reply.error(status, error, "the grant is dead");
  }

  /// Asks to come back later, in seconds.
  Reply later(int status, Duration wait) {
    family.waitUntil(clock.instant().plus(wait));
    return busy(status).with("Retry-After", Long.toString(wait.toSeconds()));
  }

  /// Asks to come back later, by the date.
  Reply laterByDate(int status, Duration wait) {
    var then = clock.instant().plus(wait);
    family.waitUntil(then.minusSeconds(1)); // the date has whole seconds
    return busy(status).with("Retry-After", httpDate(then));
  }

  static Reply busy(int status) {
    return Reply.error(status, "temporarily_unavailable", "too much to do right now");
  }

  static String httpDate(Instant instant) {
    return HTTP_DATE.format(instant);
  }

  private static Reply replyTo(
      Optional<Family.Granted> granted, Consumer<Map<String, Object>> change) {
    if (granted.isEmpty()) {
      return refused();
    }
    var document = document(granted.get());
    change.accept(document);
    return Reply.json(200, document);
  }

  static Map<String, Object> document(Family.Granted granted) {
    return Json.object(
        "access_token", granted.access(),
        "token_type", "Bearer",
        "expires_in", granted.seconds(),
        "refresh_token", granted.refresh(),
        "scope", "calendar offline_access");
  }

  private static Reply refused() {
    return Reply.error(
        400, "invalid_grant", "the refresh token is spent, or its family is revoked");
  }
}
