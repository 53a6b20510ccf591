package dev.cloakroom.control;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.vault.VaultException;
import dev.cloakroom.wire.AccountView;
import dev.cloakroom.wire.DisconnectView;
import dev.cloakroom.workload.Grants;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The accounts, as people see them and part with them. Safe for any thread.
public final class Accounts {
  private final Catalog catalog;
  private final Vault vault;
  private final Broker broker;
  private final TokenEndpoint endpoint;
  private final Grants grants;
  private final Clock clock;

  /// The accounts of `vault`, as `broker` keeps them.
  public Accounts(
      Catalog catalog,
      Vault vault,
      Broker broker,
      TokenEndpoint endpoint,
      Grants grants,
      Clock clock) {
    this.catalog = catalog;
    this.vault = vault;
    this.broker = broker;
    this.endpoint = endpoint;
    this.grants = grants;
    this.clock = clock;
  }

  /// All of them, by name.
  public List<AccountView> all() {
    return vault.accounts().stream().map(this::view).toList();
  }

  /// One of them.
  ///
  /// @throws dev.cloakroom.problem.Problem `unknown-account`
  public AccountView one(AccountId id) {
    return view(vault.require(id));
  }

  private AccountView view(Account account) {
    var status = broker.status(account);
    var now = status.account();
    var forecast = broker.forecast(now);
    var end = forecast.end();
    boolean expired = !now.life().liveFor(Duration.ZERO, clock.instant());
    return new AccountView(
        now.id().toString(),
        now.label(),
        expired && now.state() == AccountState.HEALTHY ? "expired" : now.state().word(),
        status.reason(),
        now.scopes().toString(),
        now.generation().number(),
        now.life().issuedAt(),
        now.life().expiresAt(),
        status.due(),
        status.retryAt(),
        end == null ? null : end.at(),
        end == null ? null : end.why().word(),
        forecast.restsUntil());
  }

  /// Ends an account here, its grants, and its authorization at the provider where that can be
  /// ended.
  ///
  /// @throws dev.cloakroom.problem.Problem `unknown-account`
  public DisconnectView disconnect(AccountId id) {
    vault.require(id);
    var revocable = revocable(id);
    var ended = grants.endAllOf(id);
    broker.disconnect(id);
    boolean revoked = revocable.map(token -> revoke(id, token)).orElse(false);
    var names = ended.stream().map(grant -> grant.workload() + " " + grant.name()).toList();
    return new DisconnectView(id.toString(), revoked, names);
  }

  private boolean revoke(AccountId id, Secret token) {
    return catalog
        .find(id.provider())
        .map(found -> endpoint.revoke(found.provider(), token))
        .orElse(false);
  }

  /// The token that ends the authorization; empty when the stored row is damaged.
  private Optional<Secret> revocable(AccountId id) {
    try {
      var tokens = vault.current(id);
      var refresh = tokens.refresh();
      return Optional.of(refresh == null ? tokens.access() : refresh);
    } catch (VaultException _) {
      return Optional.empty();
    }
  }
}
