package dev.cloakroom.vault;

import dev.cloakroom.MutableClock;
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
import dev.cloakroom.vault.Restoration.Decision;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A vault in a folder of its own, with a key of its own.
final class Home implements AutoCloseable {
  static final AccountId ANA = new AccountId("google", "ana");
  static final AccountId BEN = new AccountId("google", "ben");
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  final Store store;
  final Vault vault;
  private final Restoration restoration;

  Home(Path folder) {
    DurableFile.privateFolder(folder);
    store = Store.open(folder.resolve("vault.db"));
    var random = new SecureRandom();
    var key = MasterKey.at(folder.resolve("key"), folder.resolve("none"), random);
    var reserve = Spool.at(folder.resolve("reserve"), 1 << 14);
    var audit = new Audit(store, key.macKeyFor("audit"), "", reserve, new MutableClock(NOW));
    vault = Vault.open(store, audit, key, Holder.born("", random), List.of(), random);
    restoration = vault.restoration();
  }

  TokenSet connect(AccountId id, String refresh) {
    return vault.connect(id, "sub-" + id.name(), id.name(), tokens("a-" + refresh, refresh), NOW);
  }

  /// Refreshes an account; its next refresh token is `next`.
  void refresh(AccountId id, String next) {
    var current = vault.current(id);
    var attempt = ((Lease.Taken) vault.lease(id, current, null, NOW)).attempt();
    var tokens = tokens("a-" + next, next).withGeneration(current.generation().next());
    vault.commit(new Brought(attempt, tokens, false));
  }

  /// Lets an account's authorization die.
  void letDie(AccountId id) {
    vault.setState(vault.require(id), AccountState.NEEDS_CONSENT, "invalid_grant");
  }

  Inventory inventory() {
    return store.write(restoration::inventory);
  }

  List<Fate> plan(Inventory inventory) {
    return fates(store.read(connection -> restoration.decide(connection, inventory)));
  }

  List<Fate> restore(Inventory inventory) {
    return restore(inventory, _ -> true);
  }

  List<Fate> restore(Inventory inventory, Predicate<String> rotates) {
    return fates(store.write(connection -> restoration.restore(connection, inventory, rotates)));
  }

  private static List<Fate> fates(List<Decision> decisions) {
    return decisions.stream().map(Decision::fate).toList();
  }

  @Nullable Secret refreshToken(AccountId id) {
    return vault.current(id).refresh();
  }

  Generation generation(AccountId id) {
    return vault.require(id).generation();
  }

  static TokenSet tokens(String access, @Nullable String refresh) {
    return new TokenSet(
        Generation.NONE,
        Secret.of(access),
        refresh == null ? null : Secret.of(refresh),
        "Bearer",
        NOW,
        NOW.plus(Duration.ofHours(1)),
        Scopes.of("calendar"));
  }

  @Override
  public void close() {
    store.close();
  }
}
