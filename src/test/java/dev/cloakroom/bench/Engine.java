package dev.cloakroom.bench;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.broker.Parts;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.event.Events;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/// What a host refreshes with: store, audit, vault and broker, as the host opens them.
final class Engine implements AutoCloseable {
  private static final MasterKey KEY = MasterKey.of(Secret.of("k".repeat(32)));
  private static final int SPOOL = 1 << 20;

  private final Store store;
  private final long openNanos;
  private final long startNanos;
  final Vault vault;
  final Broker broker;

  /// @param provider the one that all accounts are of
  private Engine(Path folder, TokenEndpoint endpoint, Provider provider, Clock clock) {
    DurableFile.privateFolder(folder);
    var random = new SecureRandom();
    long begin = System.nanoTime();
    this.store = Store.open(folder.resolve("vault.db"));
    var audit = new Audit(store, KEY.macKeyFor("audit"), clock);
    var spools = List.of(Spool.at(folder.resolve("spool"), SPOOL));
    this.vault = Vault.open(store, audit, KEY, Holder.born("", random), spools, random);
    long opened = System.nanoTime();
    var parts =
        new Parts(
            vault,
            audit,
            endpoint,
            _ -> provider,
            new Events(),
            clock,
            new SecureRandom(),
            Thread::sleep);
    this.broker = new Broker(parts);
    broker.start();
    this.openNanos = opened - begin;
    this.startNanos = System.nanoTime() - opened;
  }

  static Engine open(Path folder, TokenEndpoint endpoint, Provider provider, Clock clock) {
    return new Engine(folder, endpoint, provider, clock);
  }

  /// What it took to open the store and the vault, with the audit verified.
  long openNanos() {
    return openNanos;
  }

  /// What it took to start the broker.
  long startNanos() {
    return startNanos;
  }

  @Override
  public void close() {
    broker.close();
    store.close();
  }
}
