package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.http.Request;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a client asks for at the authorization endpoint: a code, bound to a PKCE challenge.
///
/// @param redirect where the answer goes, as the client wrote it
/// @param state what the client wants back with the answer; null when it sent none
record AuthorizationRequest(
    String redirect, @Nullable String state, Scopes scopes, String challenge) {

  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  /// Reads a request of the demo client, whose answers may go to `redirects` only.
  static Reading read(Request request, List<URI> redirects) {
    if (!request.query("client_id").equals(Optional.of(PlaygroundProvider.CLIENT_ID))) {
      return new Untrusted("The application is not known here.");
    }
    var redirect = request.query("redirect_uri").orElse("");
    if (redirects.stream().noneMatch(registered -> matches(redirect, registered))) {
      return new Untrusted("The application did not register the address it wants the answer at.");
    }
    return readTrusted(request, redirect);
  }

  private static Reading readTrusted(Request request, String redirect) {
    var state = request.query("state").orElse(null);
    var scopes = Scopes.parse(request.query("scope").orElse(""));
    var challenge = request.query("code_challenge").orElse("");
    if (!request.query("response_type").equals(Optional.of("code"))) {
      return new Refused(redirect, state, "unsupported_response_type");
    }
    if (!request.query("code_challenge_method").equals(Optional.of("S256"))
        || !CHALLENGE.matcher(challenge).matches()) {
      return new Refused(redirect, state, "invalid_request");
    }
    if (scopes.isEmpty() || !KnownScopes.ALL.covers(scopes)) {
      return new Refused(redirect, state, "invalid_scope");
    }
    return new Accepted(new AuthorizationRequest(redirect, state, scopes, challenge));
  }

  /// Whether an address is the registered one, but for its port.
  private static boolean matches(String address, URI registered) {
    try {
      var uri = URI.create(address);
      var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      var expected =
          registered.getScheme() + "://" + registered.getHost() + port + registered.getRawPath();
      return address.equals(expected);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// The address that carries an answer back: its parameters, the state and the issuer (RFC 9207).
  static URI answer(
      String redirect, @Nullable String state, URI issuer, Map.Entry<String, String> outcome) {
    var address = new StringBuilder(redirect).append('?');
    address.append(outcome.getKey()).append('=').append(encode(outcome.getValue()));
    if (state != null) {
      address.append("&state=").append(encode(state));
    }
    return URI.create(address.append("&iss=").append(encode(issuer.toString())).toString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// What became of reading one.
  sealed interface Reading {}

  /// Go on and ask the person.
  record Accepted(AuthorizationRequest request) implements Reading {}

  /// The client is who it says, so it gets the error code of RFC 6749 section 4.1.2.1.
  record Refused(String redirect, @Nullable String state, String error) implements Reading {}

  /// Nobody knows who asks: the person is told, and nobody is sent anywhere.
  record Untrusted(String reason) implements Reading {}
}
