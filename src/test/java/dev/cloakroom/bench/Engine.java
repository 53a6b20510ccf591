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
import dev.cloakroom.store.PostgresAddress;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/// What a host refreshes with: a store, audit, vault and broker, opened as the host opens them.
final class Engine implements AutoCloseable {
  static final MasterKey KEY = MasterKey.of(Secret.of("k".repeat(32)));
  private static final int SPOOL = 1 << 20;
  private static final int RESERVE = 1 << 18;

  private final Store store;
  private final Vault vault;
  private final Broker broker;
  private final long openNanos;

  /// @param node which of several it is; empty for one alone
  /// @param provider the one that all accounts are of
  private Engine(
      Supplier<Store> opener,
      Path folder,
      String node,
      TokenEndpoint endpoint,
      Provider provider,
      Clock clock) {
    DurableFile.privateFolder(folder);
    var random = new SecureRandom();
    long begin = System.nanoTime();
    this.store = opener.get();
    var reserve = Spool.at(folder.resolve("audit-reserve"), RESERVE);
    var audit = new Audit(store, KEY.macKeyFor("audit"), node, reserve, clock);
    var spools = List.of(Spool.at(folder.resolve("spool"), SPOOL));
    this.vault = Vault.open(store, audit, KEY, Holder.born(node, random), spools, random);
    this.openNanos = System.nanoTime() - begin;
    var parts =
        new Parts(
            vault, audit, endpoint, _ -> provider, new Events(), clock, random, Thread::sleep);
    this.broker = new Broker(parts);
  }

  /// One alone, on SQLite in `folder`.
  static Engine open(Path folder, TokenEndpoint endpoint, Provider provider, Clock clock) {
    Supplier<Store> sqlite = () -> Store.open(folder.resolve("vault.db"));
    return new Engine(sqlite, folder, "", endpoint, provider, clock);
  }

  /// One of several over a database that they share.
  static Engine node(
      PostgresAddress shared, Path folder, TokenEndpoint endpoint, Provider provider, Clock clock) {
    var name = folder.getFileName().toString();
    return new Engine(() -> Store.open(shared), folder, name, endpoint, provider, clock);
  }

  Vault vault() {
    return vault;
  }

  Broker broker() {
    return broker;
  }

  /// What it took to open the store and the vault, with the audit verified.
  long openNanos() {
    return openNanos;
  }

  /// Lets it refresh on its own; returns what it took to begin.
  long start() {
    long begin = System.nanoTime();
    broker.start();
    return System.nanoTime() - begin;
  }

  @Override
  public void close() {
    broker.close();
    store.close();
  }
}
