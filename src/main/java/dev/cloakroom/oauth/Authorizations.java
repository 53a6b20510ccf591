package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Begins authorizations, and reads how they come back: authorization code with PKCE S256.
public final class Authorizations {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int RANDOM_BYTES = 32;

  private final RandomGenerator random;

  /// `random` must be unpredictable (a `SecureRandom`) outside of tests.
  public Authorizations(RandomGenerator random) {
    this.random = random;
  }

  /// Begins an attempt at a provider whose endpoints are known (see [Discovery]).
  ///
  /// @param redirect where the provider sends the browser back to
  /// @param scopes the full scopes to ask for
  public AuthorizationRequest begin(Provider provider, URI redirect, Scopes scopes) {
    var client = client(provider);
    var endpoint = endpoint(provider);
    var state = secret();
    var verifier = secret();
    var nonce = scopes.names().contains("openid") ? secret() : null;
    var parameters = parameters(provider, client, redirect, scopes);
    state.useText(text -> parameters.put("state", text));
    parameters.put("code_challenge", verifier.useText(Authorizations::challenge));
    parameters.put("code_challenge_method", "S256");
    if (nonce != null) {
      nonce.useText(text -> parameters.put("nonce", text));
    }
    return new AuthorizationRequest(withQuery(endpoint, parameters), state, verifier, nonce);
  }

  /// Reads what the browser brought back, after its `state` was found to be ours.
  ///
  /// @param query the callback's query parameters
  public Callback read(Provider provider, Map<String, String> query) {
    var mismatch = issuerMismatch(provider, query.get("iss"));
    if (mismatch != null) {
      return mismatch;
    }
    var error = query.get("error");
    if (error != null) {
      return new Callback.Refused(Json.errorCode(error));
    }
    var code = query.get("code");
    return code == null || code.isEmpty()
        ? new Callback.Mismatch("code-missing")
        : new Callback.Code(Secret.of(code));
  }

  private static Callback.@Nullable Mismatch issuerMismatch(
      Provider provider, @Nullable String iss) {
    if (iss == null) {
      return provider.quirks().callbackIssuer() ? new Callback.Mismatch("issuer-missing") : null;
    }
    var issuer = provider.issuer();
    return issuer == null || issuer.toString().equals(iss)
        ? null
        : new Callback.Mismatch("other-issuer");
  }

  private static Map<String, String> parameters(
      Provider provider, Client client, URI redirect, Scopes scopes) {
    var parameters = new LinkedHashMap<String, String>();
    if (scopes.names().contains("offline_access")) {
      parameters.put("prompt", "consent"); // else it is ignored (OpenID Core section 11)
    }
    parameters.putAll(provider.quirks().authorizeParameters());
    parameters.put("response_type", "code");
    parameters.put("client_id", client.id());
    parameters.put("redirect_uri", redirect.toString());
    if (!scopes.isEmpty()) {
      parameters.put("scope", String.join(provider.quirks().scopeSeparator(), scopes.names()));
    }
    return parameters;
  }

  private static URI withQuery(URI endpoint, Map<String, String> parameters) {
    var separator = endpoint.getRawQuery() == null ? "?" : "&";
    return URI.create(endpoint + separator + ClientRequest.form(parameters));
  }

  /// The client that Cloakroom is at a provider.
  ///
  /// @throws Problem `no-client` when the person has not registered one yet
  public static Client client(Provider provider) {
    var client = provider.client();
    if (client == null) {
      throw new Problem(
          Kind.USAGE,
          "no-client",
          "Provider %1$s takes no logins without an OAuth client of your own: register one (docs/providers.md tells how) and name it as providers.%1$s.client in cloakroom.yaml."
              .formatted(provider.id()));
    }
    return client;
  }

  private static URI endpoint(Provider provider) {
    var endpoint = provider.endpoints().authorization();
    if (endpoint == null) {
      throw new Problem(
          Kind.USAGE,
          "no-authorization-endpoint",
          "Provider %1$s has no login page: name providers.%1$s.authorization-endpoint in cloakroom.yaml if it does have one."
              .formatted(provider.id()));
    }
    return endpoint;
  }

  private Secret secret() {
    var bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return Secret.of(BASE64.encodeToString(bytes));
  }

  private static String challenge(String verifier) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return BASE64.encodeToString(digest.digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
