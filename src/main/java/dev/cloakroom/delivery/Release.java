package dev.cloakroom.delivery;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.workload.Grant;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The one way from a grant to its tokens: asked of the broker, which audits it, and no more than
/// the grant allows.
final class Release {
  private Release() {}

  /// The live tokens of a grant, refresh token included, for `recipient`.
  ///
  /// @param margin how long they must live; null for the usual
  /// @throws dev.cloakroom.problem.Problem when there are none, or `token-above-ceiling`
  static TokenSet of(Grant grant, @Nullable Duration margin, Broker broker, String recipient) {
    var account = grant.account();
    var tokens =
        broker.token(account, margin, recipient, grant.form().mode().word()).tokensOf(account);
    grant.requireAllows(tokens.scopes());
    return tokens;
  }
}
