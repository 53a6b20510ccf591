package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The claims of an OpenID id token that came straight from the token endpoint, so that its
/// signature need not be checked (OpenID Core section 3.1.3.7); everything else is.
final class IdToken {
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final Provider provider;
  private final Json claims;

  private IdToken(Provider provider, Json claims) {
    this.provider = provider;
    this.claims = claims;
  }

  /// The claims of `token`, once they are found to be about this login; else a problem.
  static Json check(Provider provider, Secret token, @Nullable Secret nonce, Instant now) {
    var claims = token.useText(IdToken::claims).orElse(null);
    if (claims == null) {
      throw mismatch(provider, "can't be read");
    }
    new IdToken(provider, claims).check(nonce, now);
    return claims;
  }

  private void check(@Nullable Secret nonce, Instant now) {
    var issuer = provider.issuer();
    require(
        issuer == null || claims.text("iss").equals(Optional.of(issuer.toString())),
        "comes from another issuer");
    require(isForUs(), "is for another client");
    require(
        claims.value("exp") instanceof Number end
            && end.doubleValue() + SKEW.toSeconds() > now.getEpochSecond(),
        "is expired");
    require(
        nonce == null || claims.text("nonce").map(Secret::of).equals(Optional.of(nonce)),
        "belongs to another login");
    require(claims.text("sub").isPresent(), "does not say whose it is");
  }

  private boolean isForUs() {
    var client = provider.client();
    var id = client == null ? "" : client.id();
    var audience = claims.value("aud");
    boolean named = id.equals(audience) || (audience instanceof List<?> many && many.contains(id));
    boolean several = audience instanceof List<?> many && many.size() > 1;
    boolean bound = several || claims.has("azp");
    return named && (!bound || id.equals(claims.value("azp")));
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw mismatch(provider, otherwise);
    }
  }

  private static Optional<Json> claims(String token) {
    var parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Json.read(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static Problem mismatch(Provider provider, String what) {
    return new Problem(
        Kind.REFUSED,
        "id-token-mismatch",
        "Provider %s sent an id token that %s, so nothing was saved: connect again, and tell the provider if it stays."
            .formatted(provider.id(), what));
  }
}
