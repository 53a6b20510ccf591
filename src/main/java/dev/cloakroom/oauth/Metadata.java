package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Endpoints;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an authorization server says about itself (RFC 8414 section 2).
///
/// @param issuer its issuer, in its own spelling
/// @param callbackIssuer whether its callbacks always carry `iss` (RFC 9207)
record Metadata(URI issuer, Endpoints endpoints, boolean callbackIssuer) {
  /// How reading it ended.
  sealed interface Read {
    /// It fits.
    record Good(Metadata metadata) implements Read {}

    /// It is of no use.
    ///
    /// @param what what the issuer did, as the rest of a sentence
    record Bad(String what) implements Read {}
  }

  /// Reads the document that was `heard`, and holds it against the issuer that was asked.
  static Read read(Heard heard, URI asked) {
    return switch (heard) {
      case Heard.Nothing(var reason, _) -> new Read.Bad("does not answer (" + reason + ")");
      case Heard.Answer answer when answer.status() != 200 ->
          new Read.Bad("answers with status " + answer.status());
      case Heard.Answer answer ->
          Json.read(answer.body())
              .map(json -> read(json, asked))
              .orElseGet(() -> new Read.Bad("answers with something that is no JSON object"));
    };
  }

  private static Read read(Json json, URI asked) {
    var issuer = json.text("issuer").orElse("");
    if (!withoutSlash(issuer).equals(withoutSlash(asked.toString()))) {
      return new Read.Bad("calls itself by another name");
    }
    if (json.value("code_challenge_methods_supported") instanceof List<?> methods
        && !methods.contains("S256")) {
      return new Read.Bad("does not take PKCE with S256");
    }
    try {
      boolean callbackIssuer =
          Boolean.TRUE.equals(json.value("authorization_response_iss_parameter_supported"));
      return new Read.Good(new Metadata(URI.create(issuer), endpoints(json), callbackIssuer));
    } catch (IllegalArgumentException _) {
      return new Read.Bad("names an endpoint that is neither https nor on this machine");
    }
  }

  private static Endpoints endpoints(Json json) {
    return new Endpoints(
        uri(json, "authorization_endpoint"),
        uri(json, "token_endpoint"),
        uri(json, "revocation_endpoint"),
        uri(json, "device_authorization_endpoint"),
        uri(json, "userinfo_endpoint"));
  }

  private static @Nullable URI uri(Json json, String name) {
    var text = json.text(name).orElse(null);
    if (text == null) {
      return null;
    }
    var uri = URI.create(text);
    if (!Endpoints.isConfidential(uri)) {
      throw new IllegalArgumentException(name);
    }
    return uri;
  }

  private static String withoutSlash(String issuer) {
    return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
  }
}
