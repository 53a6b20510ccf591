package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenOutcome.Granted;
import dev.cloakroom.oauth.TokenOutcome.InvalidGrant;
import dev.cloakroom.oauth.TokenOutcome.Misconfigured;
import dev.cloakroom.oauth.TokenOutcome.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out what the answer of a token endpoint means.
///
/// @param quirks how the provider differs from the RFCs
/// @param now when the answer came
record TokenAnswer(Heard.Answer answer, Quirks quirks, Instant now) {
  private static final Set<String> DEAD_GRANT =
      Set.of(
          "invalid_grant",
          "bad_refresh_token",
          "bad_verification_code",
          "incorrect_device_code",
          "invalid_refresh_token",
          "refresh_token_expired",
          "refresh_token_reused",
          "refresh_token_invalidated",
          "expired_token",
          "token_expired",
          "token_revoked",
          "access_denied",
          "interaction_required",
          "login_required",
          "consent_required");
  private static final Set<String> PASSING =
      Set.of("temporarily_unavailable", "server_error", "slow_down", "rate_limited");

  /// What a bearer token is made of (RFC 6750 section 2.1), and whatever else can stand in a
  /// header.
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,9})?");
  private static final double LONGEST_LIFETIME = Duration.ofDays(36_525).toSeconds();

  TokenOutcome outcome() {
    int status = answer.status();
    if (status == 429) {
      return unavailable("rate-limited");
    }
    if (status >= 500 || (status >= 300 && status < 400)) {
      return unavailable("status-" + status);
    }
    var error = error();
    if (error.isPresent()) {
      return error(error.get());
    }
    var json = json();
    if (quirks.deadGrantStatuses().contains(status)) {
      return new InvalidGrant("status-" + status);
    }
    if (json.isEmpty()) {
      return unavailable(isBlank(answer.body()) ? "empty" : "not-json");
    }
    return answer.isSuccess() ? granted(json.get()) : unavailable("status-" + status);
  }

  /// The body, if it is a JSON object.
  Optional<Json> json() {
    return Json.read(answer.body());
  }

  /// The error code that it tells, whatever its status.
  Optional<String> error() {
    return json().filter(this::saysError).map(Json::error);
  }

  private boolean saysError(Json json) {
    return json.has("error")
        && (!answer.isSuccess() || quirks.errorInSuccess() || !json.has("access_token"));
  }

  private TokenOutcome error(String code) {
    if (DEAD_GRANT.contains(code)) {
      return new InvalidGrant(code);
    }
    if (PASSING.contains(code)) {
      return unavailable(code.replace('_', '-'));
    }
    return quirks.deadGrantStatuses().contains(answer.status())
        ? new InvalidGrant(code)
        : new Misconfigured(code);
  }

  private TokenOutcome granted(Json json) {
    var access = json.text("access_token");
    if (access.isEmpty()) {
      return unavailable("no-access-token");
    }
    if (!TOKEN.matcher(access.get()).matches()) {
      return unavailable("bad-access-token");
    }
    return new Granted(
        new TokenReply(
            Secret.of(access.get()),
            secret(json, "refresh_token"),
            json.text("token_type").orElse("Bearer"),
            now,
            expiresAt(json.value("expires_in")),
            scopes(json.value("scope")),
            secret(json, "id_token")));
  }

  private @Nullable Instant expiresAt(@Nullable Object value) {
    return switch (value) {
      case null -> quirks.assumedLifetime() == null ? null : now.plus(quirks.assumedLifetime());
      case Number number -> expiresIn(number.doubleValue());
      case String text when NUMBER.matcher(text).matches() -> expiresIn(Double.parseDouble(text));
      default -> now;
    };
  }

  private Instant expiresIn(double seconds) {
    return seconds > 0 && seconds <= LONGEST_LIFETIME ? now.plusSeconds((long) seconds) : now;
  }

  private static @Nullable Scopes scopes(@Nullable Object value) {
    return switch (value) {
      case String text -> Scopes.parse(text);
      case List<?> names -> Scopes.of(names.stream().map(String::valueOf).toList());
      case null, default -> null;
    };
  }

  private static @Nullable Secret secret(Json json, String name) {
    return json.text(name).map(Secret::of).orElse(null);
  }

  private Unavailable unavailable(String reason) {
    return new Unavailable(reason, true, RetryAfter.of(answer, now));
  }

  private static boolean isBlank(byte[] body) {
    for (byte b : body) {
      if (!Character.isWhitespace(b)) {
        return false;
      }
    }
    return true;
  }
}
