package dev.cloakroom.bench;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;

/// The vault of a home whose host is not running, to be looked into and to be given accounts. It
/// leaves the host's spools alone.
final class ClosedHome implements AutoCloseable {
  private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
  private final Store store;
  private final Vault vault;

  private ClosedHome(Store store, MasterKey key, Path beside) {
    this.store = store;
    var random = new SecureRandom();
    var reserve = Spool.at(beside.resolve("bench-reserve"), 1 << 12);
    var audit = new Audit(store, key.macKeyFor("audit"), "", reserve, clock);
    this.vault = Vault.open(store, audit, key, Holder.born("bench", random), List.of(), random);
  }

  /// Opens the one of a host alone.
  static ClosedHome at(Path home) {
    DurableFile.privateFolder(home);
    var database = home.resolve("vault.db");
    var key = MasterKey.at(home.resolve("master.key"), database, new SecureRandom());
    return new ClosedHome(Store.open(database), key, home);
  }

  /// Opens a store that several hosts share.
  static ClosedHome of(Store store, MasterKey key, Path beside) {
    return new ClosedHome(store, key, beside);
  }

  Vault vault() {
    return vault;
  }

  /// Gives it an account, or an account a new authorization.
  void connect(AccountId id, Secret access, Secret refresh, Duration lifetime) {
    connect(id, access, refresh, lifetime, Duration.ZERO);
  }

  /// The same of tokens that came so long ago, and whose access token lives so much longer.
  void connect(AccountId id, Secret access, Secret refresh, Duration left, Duration age) {
    var now = clock.instant();
    var tokens =
        new TokenSet(
            Generation.NONE,
            access,
            refresh,
            "Bearer",
            now.minus(age),
            now.plus(left),
            Scopes.NONE);
    vault.connect(id, id.name(), id.name(), tokens, now);
  }

  @Override
  public void close() {
    store.close();
  }
}
