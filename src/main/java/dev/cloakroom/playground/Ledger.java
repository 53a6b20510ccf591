package dev.cloakroom.playground;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.playground.Redemption.Issued;
import dev.cloakroom.playground.Redemption.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the provider has handed out: codes, refresh tokens by family, access tokens.
///
/// A code and a refresh token are good once. One that comes back after it was spent was copied by
/// somebody, so its whole family ends: every token that stems from the same consent (RFC 9700
/// section 4.14.2). The ledger keeps digests only. Safe for any thread: each operation is one step.
final class Ledger {
  private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);

  private final Duration accessLifetime;
  private final Mint mint;
  private final Clock clock;

  @GuardedBy("this")
  private final Map<String, CodeState> codes = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, RefreshToken> refreshTokens = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, AccessToken> accessTokens = new HashMap<>();

  @GuardedBy("this")
  private Counts counts = Counts.NONE;

  Ledger(Duration accessLifetime, Mint mint, Clock clock) {
    this.accessLifetime = accessLifetime;
    this.mint = mint;
    this.clock = clock;
  }

  /// A code for what a person has just allowed.
  synchronized Secret issueCode(Approval approval) {
    var now = clock.instant();
    codes.values().removeIf(state -> state instanceof Open open && open.endsBefore(now));
    var code = mint.code();
    codes.put(Digest.of(code), new Open(approval, now.plus(CODE_LIFETIME)));
    return code;
  }

  /// Turns a code into the first token set of a new family. A wrong proof uses the code up.
  synchronized Redemption redeem(Secret code, String redirect, Secret verifier) {
    var key = Digest.of(code);
    return switch (codes.remove(key)) {
      case null -> refuse("the code is unknown");
      case Spent spent -> {
        codes.put(key, spent);
        yield endFamily(spent.family(), "the code was used before; its tokens are revoked");
      }
      case Open open -> redeem(key, open, redirect, verifier);
    };
  }

  @GuardedBy("this")
  private Redemption redeem(String key, Open open, String redirect, Secret verifier) {
    if (open.endsBefore(clock.instant())) {
      return refuse("the code has expired");
    }
    if (!open.approval().redirect().equals(redirect)) {
      return refuse("redirect_uri is not the one that the code was sent to");
    }
    if (!open.approval().challenge().equals(Digest.challengeFor(verifier))) {
      return refuse("code_verifier does not match the code_challenge");
    }
    var family = new Family(open.approval().person(), open.approval().scopes());
    codes.put(key, new Spent(family));
    counts = counts.oneCode();
    return issue(family, family.scopes);
  }

  /// The first token set of a new family, for what a person has allowed on another device.
  synchronized Redemption issueFor(Person person, Scopes scopes) {
    counts = counts.oneCode();
    return issue(new Family(person, scopes), scopes);
  }

  /// Spends a refresh token for the next token set of its family.
  ///
  /// @param asked the scopes of the new access token; none for all that were allowed
  synchronized Redemption refresh(Secret token, Scopes asked) {
    var key = Digest.of(token);
    var known = refreshTokens.get(key);
    if (known == null) {
      return refuse("the refresh token is unknown");
    }
    var family = known.family();
    if (family.ended) {
      return refuse("the refresh token is revoked");
    }
    if (known.spent()) {
      return endFamily(family, "the refresh token was used before; its family is revoked");
    }
    if (!family.scopes.covers(asked)) {
      counts = counts.oneRefusal();
      return new Refused("invalid_scope", "scope asks for more than the person allowed");
    }
    refreshTokens.put(key, new RefreshToken(family, true));
    counts = counts.oneRefresh();
    return issue(family, asked.isEmpty() ? family.scopes : asked);
  }

  /// Ends an access token, or with a refresh token its whole family (RFC 7009 section 2.1). An
  /// unknown token is as good as revoked.
  synchronized void revoke(Secret token) {
    var key = Digest.of(token);
    var known = refreshTokens.get(key);
    if (known != null && !known.family().ended) {
      known.family().ended = true;
      counts = counts.oneRevocation();
    }
    if (accessTokens.remove(key) != null) {
      counts = counts.oneRevocation();
    }
  }

  /// Whom an access token speaks for; empty when it is unknown, expired or revoked.
  synchronized Optional<Pass> check(Secret access) {
    var known = accessTokens.get(Digest.of(access));
    if (known == null || known.family().ended || !clock.instant().isBefore(known.expiresAt())) {
      return Optional.empty();
    }
    return Optional.of(new Pass(known.family().person, known.scopes()));
  }

  synchronized Counts counts() {
    return counts;
  }

  @GuardedBy("this")
  private Issued issue(Family family, Scopes scopes) {
    var now = clock.instant();
    accessTokens.values().removeIf(token -> !now.isBefore(token.expiresAt()));
    var access = mint.accessToken();
    var refresh = mint.refreshToken();
    accessTokens.put(Digest.of(access), new AccessToken(family, scopes, now.plus(accessLifetime)));
    refreshTokens.put(Digest.of(refresh), new RefreshToken(family, false));
    return new Issued(access, refresh, accessLifetime, scopes);
  }

  @GuardedBy("this")
  private Refused endFamily(Family family, String description) {
    family.ended = true;
    counts = counts.oneReuse();
    return refuse(description);
  }

  @GuardedBy("this")
  private Refused refuse(String description) {
    counts = counts.oneRefusal();
    return new Refused("invalid_grant", description);
  }

  /// What a person allowed, and what the client has to prove to get it.
  record Approval(Person person, Scopes scopes, String redirect, String challenge) {}

  /// Whom an access token speaks for, and what it may do.
  record Pass(Person person, Scopes scopes) {}

  private sealed interface CodeState {}

  private record Open(Approval approval, Instant expiresAt) implements CodeState {
    boolean endsBefore(Instant now) {
      return !now.isBefore(expiresAt);
    }
  }

  private record Spent(Family family) implements CodeState {}

  private record RefreshToken(Family family, boolean spent) {}

  private record AccessToken(Family family, Scopes scopes, Instant expiresAt) {}

  /// All the tokens that stem from one consent. Guarded by the ledger.
  private static final class Family {
    private final Person person;
    private final Scopes scopes;
    private boolean ended;

    Family(Person person, Scopes scopes) {
      this.person = person;
      this.scopes = scopes;
    }
  }
}
