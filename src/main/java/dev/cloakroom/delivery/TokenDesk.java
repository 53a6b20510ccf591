package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.http.Handler;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The authorization server of a run, as its tools see it: tokens (RFC 6749), revocation (RFC
/// 7009), introspection (RFC 7662), and what tells where they are (RFC 8414).
final class TokenDesk {
  private static final int FINE = 200;
  private static final String PRESENTED = "token";

  /// Tools that end their login whatever they are refused with, and keep it when nobody answers.
  private static final Set<String> TOUCHY = Set.of("onemount");

  private final PartTable parts;
  private final Supply supply;
  private final DeviceDesk devices;

  TokenDesk(PartTable parts, Supply supply, Tenant tenant) {
    this.parts = parts;
    this.supply = supply;
    this.devices = new DeviceDesk(parts, supply, tenant);
  }

  List<Route> routes() {
    return List.of(
        Route.post("/{name}/token", refusing(this::token)),
        Route.post("/{name}/api/oauth/token", refusing(this::token)), // Kimi's
        Route.post("/{name}/device_authorization", refusing(devices::authorize)),
        Route.post("/{name}/api/oauth/device_authorization", refusing(devices::authorize)),
        Route.get("/{name}/device", _ -> devices.page()),
        Route.post("/{name}/revoke", refusing(this::revoke)),
        Route.post("/{name}/introspect", refusing(this::introspect)),
        Route.get("/{name}/.well-known/oauth-authorization-server", this::metadata),
        Route.get("/.well-known/oauth-authorization-server/{name}", this::metadata));
  }

  private Handler refusing(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (Refusal refusal) {
        var part = parts.find(request.parameter("name"), Mode.TOKEN_ENDPOINT);
        boolean ends = part.filter(one -> TOUCHY.contains(one.dialect().name())).isPresent();
        return ends && refusal.isForNow() ? silence() : refusal.reply();
      }
    };
  }

  /// The connection ends without a reply.
  private static Reply silence() {
    return Reply.stream(
        "application/json",
        _ -> {
          throw new IOException("no reply is better than a refusal");
        });
  }

  private Reply token(Request request) {
    var asked = Asked.of(request);
    var name = request.parameter("name");
    var grantType = asked.required("grant_type");
    if (grantType.equals(DeviceDesk.GRANT)) {
      return loggedIn(devices.redeem(name, asked));
    }
    var part = parts.part(name, Mode.TOKEN_ENDPOINT);
    boolean proved = isProved(asked, part);
    return switch (grantType) {
      case "refresh_token" -> refreshed(asked.requiredSecret("refresh_token"), part);
      case "client_credentials" -> {
        if (!proved) {
          throw Refusal.client();
        }
        yield given(part, Optional.empty());
      }
      default ->
          throw Refusal.of("unsupported_grant_type", "This endpoint has no grant of that type.");
    };
  }

  private Reply loggedIn(Part part) {
    try {
      return given(part, Optional.of(part.refreshTokenAgain()));
    } catch (Refusal refusal) {
      throw refusal.isForNow() ? DeviceDesk.pending(refusal.why()) : refusal;
    }
  }

  private Reply refreshed(Secret presented, Part part) {
    if (!part.isRefreshToken(presented)) {
      parts.suspect(presented, part.name());
      throw Refusal.grant("This refresh token is not this run's, or was revoked.");
    }
    return given(part, Optional.of(presented));
  }

  /// Whether the client has proved itself. A wrong proof is refused; none is for the caller to
  /// judge, as public clients have none.
  private boolean isProved(Asked asked, Part part) {
    var proof = asked.clientSecret();
    if (proof == null) {
      return false;
    }
    if (!part.isClientSecret(proof) || !part.clientId().equals(asked.clientId())) {
      parts.suspect(proof, part.name());
      throw Refusal.client();
    }
    return true;
  }

  private Reply given(Part part, Optional<Secret> phantom) {
    var tokens = supply.give(part);
    var all = new LinkedHashMap<String, Object>();
    all.put("access_token", tokens.access());
    all.put("token_type", type(tokens));
    all.put("expires_in", supply.secondsLeft(tokens));
    phantom.ifPresent(secret -> all.put("refresh_token", secret));
    all.put("scope", tokens.scopes().toString());
    all.keySet().retainAll(part.dialect().replyMembers());
    return JsonReply.of(FINE, all);
  }

  static String type(TokenSet tokens) {
    return tokens.tokenType().equalsIgnoreCase("bearer") ? "Bearer" : tokens.tokenType();
  }

  /// The phantom dies; the account is untouched, and so is its token, which the run can't end.
  private Reply revoke(Request request) {
    var part = parts.part(request.parameter("name"), Mode.TOKEN_ENDPOINT);
    var asked = Asked.of(request);
    isProved(asked, part);
    var presented = asked.requiredSecret(PRESENTED);
    if (part.isRefreshToken(presented)) {
      part.revoke();
    }
    return JsonReply.of(FINE, Map.of());
  }

  private Reply introspect(Request request) {
    var part = parts.part(request.parameter("name"), Mode.TOKEN_ENDPOINT);
    var asked = Asked.of(request);
    if (!isProved(asked, part)) {
      throw Refusal.client();
    }
    return JsonReply.of(FINE, told(asked.requiredSecret(PRESENTED), part));
  }

  private Map<String, Object> told(Secret presented, Part part) {
    if (supply.granted(part).isEmpty()) {
      return Map.of("active", false);
    }
    if (part.isRefreshToken(presented)) {
      return Map.of("active", true, "client_id", part.clientId(), "token_type", "refresh_token");
    }
    return part.given(presented, supply.now())
        .map(tokens -> told(tokens, part))
        .orElse(Map.of("active", false));
  }

  private static Map<String, Object> told(TokenSet tokens, Part part) {
    var told = new LinkedHashMap<String, Object>();
    told.put("active", true);
    told.put("client_id", part.clientId());
    told.put("token_type", type(tokens));
    told.put("scope", tokens.scopes().toString());
    told.put("iat", tokens.issuedAt().getEpochSecond());
    var end = tokens.expiresAt();
    if (end != null) {
      told.put("exp", end.getEpochSecond());
    }
    return told;
  }

  private Reply metadata(Request request) {
    var part = parts.part(request.parameter("name"), Mode.TOKEN_ENDPOINT);
    var issuer = RunEndpoint.at(part.name()).toString();
    var clients = List.of("client_secret_basic", "client_secret_post");
    var told = new LinkedHashMap<String, Object>();
    told.put("issuer", issuer);
    told.put("token_endpoint", issuer + "/token");
    told.put("device_authorization_endpoint", issuer + "/device_authorization");
    told.put("revocation_endpoint", issuer + "/revoke");
    told.put("introspection_endpoint", issuer + "/introspect");
    told.put("response_types_supported", List.of());
    told.put(
        "grant_types_supported", List.of("refresh_token", "client_credentials", DeviceDesk.GRANT));
    told.put(
        "token_endpoint_auth_methods_supported",
        List.of("client_secret_basic", "client_secret_post", "none"));
    told.put(
        "revocation_endpoint_auth_methods_supported",
        List.of("client_secret_basic", "client_secret_post", "none"));
    told.put("introspection_endpoint_auth_methods_supported", clients);
    return JsonReply.of(FINE, told);
  }
}
