package dev.cloakroom.boot;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.probe.Ground;
import dev.cloakroom.probe.Ground.Secluded;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Vault;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What of a host no run may reach, and what it has to try that with.
record HostGround(Places places, Machine machine, Vault vault, Broker broker, Clock clock) {
  private static final Duration LIVE = Duration.ofMinutes(1);

  /// As it is now.
  ///
  /// @param console the port of the console
  Ground seen(int console) {
    var sockets = new ArrayList<Path>();
    sockets.add(places.socket());
    sockets.addAll(machine.engines().sockets());
    return new Ground(
        secluded(),
        sockets,
        places.runs(),
        places.loans(),
        machine.home(),
        machine.path(),
        console,
        this::refreshTokens);
  }

  private List<Secluded> secluded() {
    var all = new ArrayList<Secluded>();
    all.add(new Secluded("the vault", places.database()));
    all.add(new Secluded("the master key", places.masterKey()));
    places.spools().forEach(spool -> all.add(new Secluded("the spool " + spool, spool)));
    all.add(new Secluded("the audit's reserve", places.auditReserve()));
    all.add(new Secluded("what is lent to runs", places.loans()));
    all.add(new Secluded("the host's logs", places.logs()));
    places.configuration().ifPresent(file -> all.add(new Secluded("the configuration", file)));
    return all;
  }

  private Map<AccountId, Secret> refreshTokens() {
    var all = new HashMap<AccountId, Secret>();
    for (var account : vault.accounts()) {
      var refresh = vault.current(account.id()).refresh();
      if (refresh != null) {
        all.put(account.id(), refresh);
      }
    }
    return all;
  }

  /// The accounts with a token that can be handed out without asking anybody.
  List<AccountId> liveAccounts() {
    return vault.accounts().stream()
        .filter(account -> account.state() == AccountState.HEALTHY)
        .map(Account::id)
        .filter(id -> broker.peek(id).liveFor(LIVE, clock.instant()))
        .toList();
  }
}
