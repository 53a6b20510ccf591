package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import java.util.Optional;
import java.util.function.Function;

/// Lets a request through to a protected resource when it bears a good access token (RFC 6750). The
/// bodies of its refusals have the shape of Google's.
final class BearerGate {
  private static final String SCHEME = "bearer ";

  private final Ledger ledger;

  BearerGate(Ledger ledger) {
    this.ledger = ledger;
  }

  Reply admit(Request request, Scopes needed, Function<Ledger.Pass, Reply> resource) {
    var bearer = bearer(request);
    if (bearer.isEmpty()) {
      return refuse(401, "UNAUTHENTICATED", "The request bears no access token.", "");
    }
    var pass = ledger.check(bearer.get());
    if (pass.isEmpty()) {
      var why = "The access token is expired, revoked or unknown.";
      return refuse(
          401,
          "UNAUTHENTICATED",
          why,
          ", error=\"invalid_token\", error_description=\"" + why + "\"");
    }
    if (!pass.get().scopes().covers(needed)) {
      var challenge = ", error=\"insufficient_scope\", scope=\"" + needed + "\"";
      return refuse(403, "PERMISSION_DENIED", "The access token lacks a scope.", challenge);
    }
    return resource.apply(pass.get()).header("Cache-Control", "no-store");
  }

  private static Optional<Secret> bearer(Request request) {
    return request
        .header("authorization")
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> Secret.of(value.substring(SCHEME.length()).strip()));
  }

  private static Reply refuse(int status, String word, String message, String challenge) {
    var error = Json.object("code", status, "message", message, "status", word);
    return Reply.json(status, Json.write(Json.object("error", error)))
        .header("WWW-Authenticate", "Bearer realm=\"playground\"" + challenge)
        .header("Cache-Control", "no-store");
  }
}
