package dev.cloakroom.oauth;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A successful token reply (RFC 6749 section 5.1), as it came.
///
/// @param access the access token; empty, and ended, when only a refresh token could be read
/// @param refresh the new refresh token; null when the reply has none, so the old one stays
/// @param tokenType as the provider wrote it
/// @param receivedAt from when its lifetimes count, by our clock: when it was asked for
/// @param expiresAt when the access token ends, by our clock; null when it does not expire. An
///   expiry that can't be read counts as expired: `receivedAt`
/// @param scopes what was granted; null when the reply does not say, so it is what was asked for
/// @param idToken the OpenID id token; null when there is none
/// @param refreshExpiresAt when the refresh token ends, by our clock; null when the reply does not
///   say, or says that it does not end
public record TokenReply(
    Secret access,
    @Nullable Secret refresh,
    String tokenType,
    Instant receivedAt,
    @Nullable Instant expiresAt,
    @Nullable Scopes scopes,
    @Nullable Secret idToken,
    @Nullable Instant refreshExpiresAt) {

  /// A reply that does not say when the refresh token ends.
  public TokenReply(
      Secret access,
      @Nullable Secret refresh,
      String tokenType,
      Instant receivedAt,
      @Nullable Instant expiresAt,
      @Nullable Scopes scopes,
      @Nullable Secret idToken) {
    this(access, refresh, tokenType, receivedAt, expiresAt, scopes, idToken, null);
  }

  /// An account's first tokens, for which `asked` was asked.
  public TokenSet first(Scopes asked) {
    return tokens(Generation.NONE.next(), refresh, asked, refreshExpiresAt);
  }

  /// The generation after `current`, whose refresh token brought this reply. What the reply does
  /// not say stays as it is, also an access token that it came without.
  public TokenSet after(TokenSet current) {
    var kept = refresh == null || Objects.equals(refresh, current.refresh());
    var end = refreshExpiresAt == null && kept ? current.refreshEndsAt() : refreshExpiresAt;
    var next =
        tokens(
            current.generation().next(), kept ? current.refresh() : refresh, current.scopes(), end);
    return access.length() == 0 ? next.withAccessOf(current) : next;
  }

  private TokenSet tokens(
      Generation generation, @Nullable Secret refreshing, Scopes usual, @Nullable Instant end) {
    return new TokenSet(
        generation,
        access,
        refreshing,
        tokenType,
        receivedAt,
        expiresAt,
        scopes == null ? usual : scopes,
        end);
  }
}
