package dev.cloakroom.wire;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An access token, for who may have it.
///
/// @param accessToken the token
/// @param tokenType usually `Bearer`
/// @param expiresAt when it ends; null when it does not
/// @param scope its scopes, joined by spaces
/// @param generation the token set that it belongs to
/// @param warning what is not as it was asked for; null when all is

@Json(naming = Naming.LowerUnderscore)
public record TokenView(
    Secret accessToken,
    String tokenType,
    @Nullable Instant expiresAt,
    String scope,
    long generation,
    @Nullable String warning) {

  /// The generation that a request names, as the one that was refused.
  public static Generation generation(String text) {
    try {
      return new Generation(Long.parseLong(text));
    } catch (IllegalArgumentException _) {
      throw new Problem(
          Kind.USAGE, "bad-number", "refused is the generation of the token that was refused.");
    }
  }

  /// The view of a token set.
  public static TokenView of(TokenSet tokens, @Nullable String warning) {
    return new TokenView(
        tokens.access(),
        tokens.tokenType(),
        tokens.expiresAt(),
        tokens.scopes().toString(),
        tokens.generation().number(),
        warning);
  }
}
