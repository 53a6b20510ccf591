package dev.cloakroom.run;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.delivery.Knowledge;
import dev.cloakroom.delivery.Phantoms;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Mode;
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

  @Override
  public Facts of(Grant grant, Phantoms phantoms, Path home, Map<String, String> variables) {
    var id = grant.account();
    var account = vault.require(id);
    var provider = catalog.find(id.provider()).map(Catalog.Resolved::provider);
    var client = provider.flatMap(known -> Optional.ofNullable(known.client()));
    boolean adopted = grant.form().mode() == Mode.ADOPTED_FILE; // it refreshes as we would
    return new Facts(
        grant.name(),
        id.toString(),
        account.subject(),
        account.label(),
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
