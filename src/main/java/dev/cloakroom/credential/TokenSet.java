package dev.cloakroom.credential;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An account's tokens of one generation. Immutable.
///
/// @param generation which one it is
/// @param access the access token
/// @param refresh the refresh token; null when the provider gave none
/// @param tokenType as the provider wrote it, usually `Bearer`
/// @param issuedAt when we received it, by our clock
/// @param expiresAt when the access token ends, by our clock; null when it does not expire
/// @param scopes what it may do
/// @param refreshEndsAt when the provider said that the refresh token ends, by our clock; null when
///   it did not say, or said that it does not
public record TokenSet(
    Generation generation,
    Secret access,
    @Nullable Secret refresh,
    String tokenType,
    Instant issuedAt,
    @Nullable Instant expiresAt,
    Scopes scopes,
    @Nullable Instant refreshEndsAt) {

  /// Tokens of which nobody said when the refresh token ends.
  public TokenSet(
      Generation generation,
      Secret access,
      @Nullable Secret refresh,
      String tokenType,
      Instant issuedAt,
      @Nullable Instant expiresAt,
      Scopes scopes) {
    this(generation, access, refresh, tokenType, issuedAt, expiresAt, scopes, null);
  }

  /// The same tokens as another generation.
  public TokenSet withGeneration(Generation other) {
    return new TokenSet(
        other, access, refresh, tokenType, issuedAt, expiresAt, scopes, refreshEndsAt);
  }

  /// The same tokens, whose refresh token ends at `end`.
  public TokenSet withRefreshEnd(@Nullable Instant end) {
    return new TokenSet(generation, access, refresh, tokenType, issuedAt, expiresAt, scopes, end);
  }

  /// The same, with the access token of `other` and its life.
  public TokenSet withAccessOf(TokenSet other) {
    return new TokenSet(
        generation,
        other.access,
        refresh,
        other.tokenType,
        other.issuedAt,
        other.expiresAt,
        scopes,
        refreshEndsAt);
  }

  /// The same with another refresh token, or with none, whose end nobody knows: as somebody is to
  /// see them who must not have the real one.
  public TokenSet shownWith(@Nullable Secret other) {
    return new TokenSet(generation, access, other, tokenType, issuedAt, expiresAt, scopes, null);
  }

  /// How long the access token lives.
  public Life life() {
    return new Life(issuedAt, expiresAt);
  }

  /// Whether the access token lives for at least `margin` after `now`.
  public boolean liveFor(Duration margin, Instant now) {
    return life().liveFor(margin, now);
  }

  /// How long the access token was good for when it came; null when it does not expire.
  public @Nullable Duration lifetime() {
    return life().lifetime();
  }
}
