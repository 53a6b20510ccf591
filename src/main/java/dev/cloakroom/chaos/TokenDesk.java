package dev.cloakroom.chaos;

import java.io.InterruptedIOException;

/// The token endpoint, and what tells about tokens: revocation (RFC 7009), introspection (RFC 7662)
/// and userinfo. Keeps no state.
///
/// A client is known by its name; a secret is never asked for, and whatever comes is fine.
final class TokenDesk {
  private final Realm realm;
  private final LoginDesk logins;

  TokenDesk(Realm realm, LoginDesk logins) {
    this.realm = realm;
    this.logins = logins;
  }

  /// `POST /token`
  Reply token(Call call) throws InterruptedIOException {
    realm.pauses().halfOfLatency();
    var reply = answer(call);
    realm.pauses().halfOfLatency();
    return reply;
  }

  private Reply answer(Call call) {
    return switch (call.field("grant_type").orElse("")) {
      case "refresh_token" -> refresh(call);
      case "authorization_code" -> logins.redeem(call);
      case LoginDesk.DEVICE_GRANT -> logins.poll(call);
      default -> Reply.error(400, "unsupported_grant_type", "this grant is not known here");
    };
  }

  private Reply refresh(Call call) {
    var known = realm.known(call.field("refresh_token").orElse(""));
    if (known.isEmpty() || !known.get().token().refresh()) {
      realm.oneUnknown();
      return Reply.error(400, "invalid_grant", "the refresh token is unknown");
    }
    var family = known.get().family();
    if (!family.client().equals(call.client())) {
      realm.oneUnknown();
      return Reply.error(401, "invalid_client", "this family belongs to " + family.client());
    }
    var next = family.next(realm.planForAll());
    var elsewhere = "http://localhost:" + realm.issuer().getPort() + "/elsewhere";
    var turn = new Turn(family, known.get().token().generation(), realm.clock(), elsewhere);
    return next.act() instanceof Act.Refreshing act ? act.play(turn) : turn.granted();
  }

  /// Where redirects lead to, which is no place for tokens.
  Reply elsewhere(Call call) {
    realm
        .known(call.field("refresh_token").orElse(""))
        .ifPresent(known -> known.family().oneLeak());
    return Reply.html(404);
  }

  /// `POST /revoke`
  Reply revoke(Call call) {
    var text = call.field("token").orElse("");
    realm
        .known(text)
        .ifPresent(known -> {
          if (known.token().refresh()) {
            known.family().end("revoked");
          } else {
            known.family().revokeAccess(text);
          }
        });
    return Reply.json(200, Json.object());
  }

  /// `POST /introspect`
  Reply introspect(Call call) {
    var text = call.field("token").orElse("");
    if (!realm.state(text).equals("live")) {
      return Reply.json(200, Json.object("active", false));
    }
    var known = realm.known(text).orElseThrow();
    return Reply.json(
        200,
        Json.object(
            "active", true, "client_id", known.family().client(), "sub", known.family().id()));
  }

  /// `GET /userinfo`: answers whoever bears a live access token.
  Reply userinfo(Call call) {
    var text = call.bearer().orElse("");
    var known = realm.known(text).filter(one -> !one.token().refresh());
    if (known.isEmpty() || !realm.state(text).equals("live")) {
      return Reply.error(401, "invalid_token", "no live access token")
          .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
    var id = known.get().family().id();
    return Reply.json(200, Json.object("sub", id, "name", "Holder of " + id));
  }
}
