package dev.cloakroom.delivery;

import dev.cloakroom.http.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// What a token endpoint refuses with, in the form of RFC 6749 section 5.2.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int UNAUTHORIZED = 401;
  private static final int WRONG = 400;
  private static final int LATER = 503;

  private final int status;
  private final String error;
  private final @Nullable Duration retryAfter;

  private Refusal(int status, String error, String why, @Nullable Duration retryAfter) {
    super(why, null, false, false);
    this.status = status;
    this.error = error;
    this.retryAfter = retryAfter;
  }

  /// 400, with an error code of an RFC.
  static Refusal of(String error, String why) {
    return new Refusal(WRONG, error, why, null);
  }

  static Refusal request(String why) {
    return of("invalid_request", why);
  }

  static Refusal grant(String why) {
    return of("invalid_grant", why);
  }

  static Refusal client() {
    return new Refusal(
        UNAUTHORIZED, "invalid_client", "This client id and secret are not this grant's.", null);
  }

  /// 503: nothing is wrong with what the tool holds, and it had better keep that.
  static Refusal later(String why, Duration retryAfter) {
    return new Refusal(LATER, "temporarily_unavailable", why, retryAfter);
  }

  /// Whether the same may be asked again, and answered.
  boolean isForNow() {
    return status == LATER;
  }

  int status() {
    return status;
  }

  String why() {
    return String.valueOf(getMessage()).replaceAll("[^ !#-\\[\\]-~]", "'");
  }

  /// When to ask again, on any reply.
  Reply on(Reply reply) {
    return retryAfter == null
        ? reply
        : reply.header("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
  }

  /// As RFC 6749 has it.
  Reply reply() {
    var members = new LinkedHashMap<String, Object>();
    members.put("error", error);
    members.put("error_description", why());
    var reply = on(JsonReply.of(status, members));
    return status == UNAUTHORIZED
        ? reply.header("WWW-Authenticate", "Basic realm=\"cloakroom\"")
        : reply;
  }
}
