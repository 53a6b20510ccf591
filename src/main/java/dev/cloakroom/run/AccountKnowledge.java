package dev.cloakroom.run;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.delivery.Knowledge;
import dev.cloakroom.delivery.Phantoms;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grant;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the catalogue and the vault know of accounts.
public record AccountKnowledge(Catalog catalog, Vault vault) implements Knowledge {
  private static final Secret NOTHING = Secret.of("");

  /// What programs of the person's own have to know of an account, by whatever grant.
  public Facts of(AccountId id, Path home) {
    var name = id.provider();
    var grant = new Grant(Consents.HOST, id, name, Scopes.NONE, Mode.ACCESS_FILE);
    return of(grant, Phantoms.none(name), home, Map.of());
  }

  @Override
  public Facts of(Grant grant, Phantoms phantoms, Path home, Map<String, String> variables) {
    var id = grant.account();
    var account = vault.account(id); // it may be gone, and its files not yet
    var provider = catalog.find(id.provider()).map(Catalog.Resolved::provider);
    var client = provider.flatMap(known -> Optional.ofNullable(known.client()));
    boolean adopted = grant.form().mode() == Mode.ADOPTED_FILE; // it refreshes as we would
    return new Facts(
        grant.name(),
        id.toString(),
        account.map(Account::subject).orElse(""),
        account.map(Account::label).orElse(""),
        provider
            .flatMap(known -> Optional.ofNullable(known.endpoints().token()))
            .map(URI::toString)
            .orElse(""),
        provider.map(Provider::apiHosts).orElse(List.of()),
        home,
        Deliveries.TOKENS,
        phantoms.endpoint(),
        phantoms.clientId().isEmpty() ? client.map(Client::id).orElse("") : phantoms.clientId(),
        adopted ? client.map(Client::secret).orElse(NOTHING) : phantoms.clientSecret(),
        variables);
  }

  @Override
  public boolean hasHeld(Grant grant, Secret refresh) {
    return vault.intake().hasHeld(grant.account(), refresh);
  }
}
