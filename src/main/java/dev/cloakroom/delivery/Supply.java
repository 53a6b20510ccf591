package dev.cloakroom.delivery;

import dev.cloakroom.broker.Answer;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Grant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gets access tokens for the parts of a run's endpoint. What a person can mend is refused for now
/// only; what has ended is refused for good.
final class Supply {
  /// What a tool is told of a token that does not end: it asks again then.
  static final Duration ENDLESS = Duration.ofHours(1);

  private static final Duration A_LITTLE = Duration.ofSeconds(30);
  private static final Duration UNTIL_MENDED = Duration.ofMinutes(1);

  private final Tenant tenant;
  private final Broker broker;
  private final Clock clock;

  Supply(Tenant tenant, Broker broker, Clock clock) {
    this.tenant = tenant;
    this.broker = broker;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  /// The part's grant, as long as it lasts.
  Optional<Grant> granted(Part part) {
    return tenant.grants().stream().filter(part::isOf).findFirst();
  }

  /// The part's access token, which the run has from now on.
  ///
  /// @throws Refusal when there is none for this run
  TokenSet give(Part part) {
    var grant = require(part);
    var tokens = tokens(grant, part);
    if (!grant.allows(tokens.scopes())) {
      throw Refusal.later(
          "The token of %s can do more than this workload may: raise the ceiling of the grant, or connect an account with fewer scopes."
              .formatted(grant.account()),
          UNTIL_MENDED);
    }
    tenant.receives(tokens.access());
    part.gave(tokens, now());
    return tokens;
  }

  private Grant require(Part part) {
    return granted(part)
        .orElseThrow(() -> Refusal.grant("The grant %s has ended.".formatted(part.name())));
  }

  /// What the part's access token may do, without giving it out.
  Scopes scopes(Part part) {
    return broker.peek(require(part).account()).scopes();
  }

  /// Tells what the run will also have.
  void hides(Secret part) {
    tenant.receives(part);
  }

  /// The whole seconds that a token lives from now on; one at least.
  long secondsLeft(TokenSet tokens) {
    var end = tokens.expiresAt();
    return Math.max(1, (end == null ? ENDLESS : Duration.between(now(), end)).toSeconds());
  }

  private TokenSet tokens(Grant grant, Part part) {
    try {
      var current = broker.peek(grant.account());
      if (part.isComplaint(current, now())) {
        broker.refused(grant.account(), current.generation());
      }
      return tokensIn(ask(grant, margin(part.dialect(), current.lifetime())), grant);
    } catch (Problem problem) {
      throw problem.kind() == Kind.NOT_FOUND
          ? Refusal.grant("The account of the grant %s is gone.".formatted(grant.name()))
          : Refusal.later(problem.getMessage(), A_LITTLE);
    }
  }

  private Answer ask(Grant grant, @Nullable Duration margin) {
    var how = grant.form().mode().word();
    var answer = broker.token(grant.account(), margin, tenant.run(), how);
    return answer instanceof Answer.TooShort
        ? broker.token(grant.account(), null, tenant.run(), how)
        : answer;
  }

  /// So much that the tool does not come back at once, but never more than half of a life: a new
  /// token has that for sure. Null for the usual.
  private static @Nullable Duration margin(Dialect dialect, @Nullable Duration lifetime) {
    if (lifetime == null || !lifetime.isPositive()) {
      return null;
    }
    var threshold = dialect.threshold(lifetime);
    var enough = threshold.plus(A_LITTLE);
    var half = lifetime.dividedBy(2);
    return threshold.isZero() ? null : enough.compareTo(half) < 0 ? enough : half;
  }

  private TokenSet tokensIn(Answer answer, Grant grant) {
    return switch (answer) {
      case Answer.Live(var tokens) -> tokens;
      case Answer.StillGood(var tokens, _) -> tokens;
      case Answer.TooShort _ -> throw Refusal.later("The token has just ended.", Duration.ZERO);
      case Answer.Deferred(var reason, var retryAt) ->
          throw Refusal.later(
              "The token of %s has expired, and no new one could be had yet (%s)."
                  .formatted(grant.account(), reason),
              Duration.between(now(), retryAt));
      case Answer.PersonNeeded(var state, _) ->
          throw Refusal.later(
              "The account %s is %s: its owner has to connect it again."
                  .formatted(grant.account(), state.replace('-', ' ')),
              UNTIL_MENDED);
    };
  }
}
