package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenOutcome.Granted;
import dev.cloakroom.oauth.TokenOutcome.InvalidGrant;
import dev.cloakroom.oauth.TokenOutcome.Misconfigured;
import dev.cloakroom.oauth.TokenOutcome.Unavailable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds out what the answer of a token endpoint means.
///
/// Only what the authorization server itself says can end a grant: an error code in a body that can
/// be read, or a status of which the catalogue knows it. Whatever a proxy, a portal or a firewall
/// on the way may have said, such as a page of HTML, means that there was no answer.
///
/// @param quirks how the provider differs from the RFCs
/// @param now when it was asked for
record TokenAnswer(Heard.Answer answer, Quirks quirks, Instant now) {
  private static final Set<String> DEAD_GRANT =
      Set.of(
          "invalid_grant",
          "bad_refresh_token",
          "bad_verification_code",
          "incorrect_device_code",
          "invalid_code",
          "invalid_token",
          "invalid_refresh_token",
          "refresh_token_expired",
          "refresh_token_reused",
          "refresh_token_invalidated",
          "expired_token",
          "token_expired",
          "token_revoked",
          "account_inactive",
          "access_denied",
          "interaction_required",
          "login_required",
          "consent_required");

  /// Says that the request was not even looked at, and may be made again.
  private static final Set<String> PASSING =
      Set.of(
          "temporarily_unavailable",
          "slow_down",
          "rate_limited",
          "ratelimited",
          "rate_limit_exceeded",
          "too_many_requests");

  /// Says that it went wrong, not when.
  private static final Set<String> FAILED = Set.of("server_error", "internal_error");

  /// Passing statuses, at which an error code that we don't know does not count: the server gave up
  /// waiting, another refresh of the same grant is under way (Airtable), too early.
  private static final Set<Integer> PASSING_STATUSES = Set.of(408, 409, 425);

  /// Statuses by which a server turns a request away at the door: send it elsewhere, not here, not
  /// so, too long, too often, not in this country. All others may come after the grant was used,
  /// from a server that then failed, or from a proxy that lost it.
  private static final Set<Integer> TURNED_AWAY =
      Set.of(307, 308, 404, 405, 406, 411, 413, 414, 415, 417, 421, 426, 429, 431, 451);

  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;

  /// What a bearer token is made of (RFC 6750 section 2.1), and whatever else can stand in a
  /// header.
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  TokenOutcome outcome() {
    int status = answer.status();
    if (isRateLimited()) {
      return unavailable("rate-limited", false);
    }
    if (status >= 500 || (status >= 300 && status < 400)) {
      return unavailable("status-" + status);
    }
    var error = error();
    if (error.isPresent()) {
      return error(error.get());
    }
    var json = json();
    if (quirks.deadGrantStatuses().contains(status) && !isPage()) {
      return new InvalidGrant("status-" + status);
    }
    if (json.isEmpty()) {
      return unavailable(text().isEmpty() ? "empty" : "not-json");
    }
    return answer.isSuccess() ? granted(json.get()) : unavailable("status-" + status);
  }

  /// The body, if it is a JSON object, whatever it is called; or a form that is called one.
  Optional<Json> json() {
    var json = Json.read(answer.body());
    return json.isEmpty() && contentType().startsWith("application/x-www-form-urlencoded")
        ? Json.readForm(answer.body())
        : json;
  }

  /// The error code that it tells, whatever its status.
  Optional<String> error() {
    return json().filter(this::saysError).map(Json::error);
  }

  private boolean saysError(Json json) {
    return json.hasError()
        && (!answer.isSuccess() || quirks.errorInSuccess() || !json.has("access_token"));
  }

  /// GitHub, for one, forbids those who come too often, and tells them when to come again.
  private boolean isRateLimited() {
    return answer.status() == TOO_MANY
        || (answer.status() == FORBIDDEN && RetryAfter.of(answer, now) != null);
  }

  private TokenOutcome error(String code) {
    if (DEAD_GRANT.contains(code)) {
      return new InvalidGrant(code);
    }
    if (PASSING.contains(code)) {
      return unavailable(code.replace('_', '-'), false);
    }
    if (FAILED.contains(code)) {
      return unavailable(code.replace('_', '-'), true);
    }
    if (PASSING_STATUSES.contains(answer.status())) {
      return unavailable("status-" + answer.status());
    }
    return quirks.deadGrantStatuses().contains(answer.status())
        ? new InvalidGrant(code)
        : new Misconfigured(code);
  }

  /// A refresh token is kept whatever came beside it: nobody else has it.
  private TokenOutcome granted(Json json) {
    var written = json.text("access_token");
    var access = written.filter(TOKEN.asMatchPredicate()).map(Secret::of);
    if (access.isEmpty() && json.text("refresh_token").isEmpty()) {
      return unavailable(written.isEmpty() ? "no-access-token" : "bad-access-token");
    }
    var granting = new Granting(json, quirks, now, ServerTime.of(answer.headers(), now));
    return new Granted(access.map(granting::reply).orElseGet(granting::withoutAccess));
  }

  private Unavailable unavailable(String reason) {
    return unavailable(reason, !TURNED_AWAY.contains(answer.status()));
  }

  private Unavailable unavailable(String reason, boolean ambiguous) {
    return new Unavailable(reason, ambiguous, RetryAfter.of(answer, now));
  }

  private boolean isPage() {
    return text().startsWith("<") || contentType().startsWith("text/html");
  }

  private String text() {
    return new String(answer.body(), StandardCharsets.UTF_8).strip();
  }

  private String contentType() {
    return answer.headers().firstValue("Content-Type").orElse("").strip().toLowerCase(Locale.ROOT);
  }
}
