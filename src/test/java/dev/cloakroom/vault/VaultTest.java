package dev.cloakroom.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.MutableClock;
import dev.cloakroom.audit.Audit;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private static final AccountId ANA = new AccountId("google", "ana");
  private static final AccountId BEN = new AccountId("google", "ben");
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir Path folder;
  private Store store;
  private Vault vault;

  @BeforeEach
  void open() {
    open(key("master.key"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void endsNoGenerationThatCameAfterTheAttempt() {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    var late = lease(first);
    var next = ((Lease.Taken) vault.lease(ANA, first, late, NOW)).attempt();
    vault.commit(brought(late, "b", 2));

    assertThat(vault.end(next, AccountState.NEEDS_CONSENT, "invalid_grant")).isFalse();

    assertThat(vault.require(ANA).state()).isEqualTo(AccountState.UNCERTAIN);
    assertThat(vault.openAttempt(ANA)).isEmpty();
  }

  @Test
  void notesNothingOfAnAccountThatHasMovedOn() {
    vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    var seen = vault.require(ANA);
    vault.connect(ANA, "sub-1", "ana", tokens("b", "s"), NOW);

    assertThat(vault.setState(seen, AccountState.NEEDS_CONSENT, "no-refresh-token")).isFalse();

    assertThat(vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
  }

  @Test
  void givesBackWhatItSealed() {
    var saved = vault.connect(ANA, "sub-1", "ana@example.test", tokens("a", "r"), NOW);
    reopen();

    assertThat(vault.current(ANA)).isEqualTo(saved);
    assertThat(saved.generation()).isEqualTo(new Generation(1));
  }

  @Test
  void keepsNoTokenInClear() throws Exception {
    vault.connect(ANA, "sub-1", "ana", tokens("marker-access", "marker-refresh"), NOW);

    try (var files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> text(file).contains("marker"));
    }
  }

  @Test
  void commitsTheNextGenerationOfTheNewestAttempt() {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    var attempt = lease(first);

    var kept = vault.commit(brought(attempt, "b", 2));

    assertThat(kept).isEqualTo(Kept.COMMITTED);
    assertThat(vault.current(ANA).access()).isEqualTo(Secret.of("b"));
    assertThat(vault.openAttempt(ANA)).isEmpty();
  }

  @Test
  void givesTheLeaseToOneOnly() {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    var attempt = lease(first);

    assertThat(vault.lease(ANA, first, null, NOW)).isEqualTo(new Lease.Held(attempt));
  }

  @Test
  void givesNoLeaseForAnOldGeneration() {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    vault.commit(brought(lease(first), "b", 2));

    assertThat(vault.lease(ANA, first, null, NOW)).isEqualTo(new Lease.Overtaken());
  }

  @Test
  void givesNoLeaseForADeadAuthorization() {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    vault.end(lease(first), AccountState.NEEDS_CONSENT, "invalid_grant");

    assertThat(vault.lease(ANA, first, null, NOW)).isEqualTo(new Lease.Overtaken());
  }

  @Test
  void usesAFencedOutSuccessWhileNobodyHasABetterOne() {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    var slow = lease(first);
    var taker = carryOn(slow, first);

    var late = vault.commit(brought(slow, "late", 2));
    var between = vault.require(ANA).state();
    var second = vault.commit(brought(taker, "second", 2));

    assertThat(late).isEqualTo(Kept.COMMITTED);
    assertThat(between).isEqualTo(AccountState.UNCERTAIN);
    assertThat(second).isEqualTo(Kept.COMMITTED);
    assertThat(vault.current(ANA).access()).isEqualTo(Secret.of("second"));
    assertThat(vault.current(ANA).generation()).isEqualTo(new Generation(3));
    assertThat(vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
    assertThat(count("evidence")).isEqualTo(1);
  }

  @Test
  void keepsAFencedOutSuccessAsEvidenceWhenItIsTooLate() {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    var slow = lease(first);
    vault.commit(brought(carryOn(slow, first), "b", 2));

    var late = vault.commit(brought(slow, "late", 2));

    assertThat(late).isEqualTo(Kept.OVERTAKEN);
    assertThat(vault.current(ANA).access()).isEqualTo(Secret.of("b"));
    assertThat(count("evidence")).isEqualTo(1);
  }

  @Test
  void neverTakesAReplyForAnAccountThatWasRemovedMeanwhile() {
    var slow = lease(vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW));
    vault.remove(ANA);
    vault.connect(ANA, "sub-2", "another ana", tokens("b", "s"), NOW);

    var late = vault.commit(brought(slow, "late", 2));

    assertThat(late).isEqualTo(Kept.OVERTAKEN);
    assertThat(vault.current(ANA).access()).isEqualTo(Secret.of("b"));
    assertThat(vault.current(ANA).generation()).isEqualTo(new Generation(2));
  }

  @Test
  void growsTheFenceWithEveryAttempt() {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);

    var one = lease(first);
    var two = carryOn(one, first);

    assertThat(two.fence()).isGreaterThan(one.fence());
    assertThat(two.openedAt()).isEqualTo(NOW);
    assertThat(two.tries()).isEqualTo(2);
  }

  @Test
  void countsARefreshTokenAsSpentOnlyWhenAnotherReplacesIt() {
    vault.connect(ANA, "sub-1", "ana", tokens("a", "same"), NOW);
    vault.connect(ANA, "sub-1", "ana", tokens("b", "same"), NOW);
    int kept = count("spent");

    vault.connect(ANA, "sub-1", "ana", tokens("c", "another"), NOW);

    assertThat(kept).isZero();
    assertThat(count("spent")).isEqualTo(1);
  }

  @Test
  void keepsTheLastFiveGenerations() {
    var current = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    for (int next = 2; next <= 9; next++) {
      var brought = brought(lease(current), "a" + next, next);
      vault.commit(brought);
      current = brought.tokens();
    }

    assertThat(count("token_set")).isEqualTo(5);
  }

  @Test
  void refusesAnotherSubject() {
    vault.connect(ANA, "sub-1", "ana@example.test", tokens("a", "r"), NOW);

    assertThatThrownBy(() -> vault.connect(ANA, "sub-2", "eve", tokens("x", "y"), NOW))
        .hasMessageContaining("belongs to ana@example.test");
    assertThat(vault.current(ANA).access()).isEqualTo(Secret.of("a"));
  }

  @Test
  void refusesARowSwappedForAnothers() throws Exception {
    vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    vault.connect(BEN, "sub-2", "ben", tokens("b", "s"), NOW);

    tamper(
        "UPDATE token_set SET sealed = (SELECT sealed FROM token_set WHERE account = 'google/ben')"
            + " WHERE account = 'google/ana'");

    assertThatThrownBy(() -> vault.current(ANA)).hasMessageContaining("google/ana");
  }

  @Test
  void refusesAnOlderGenerationUnderANewerNumber() throws Exception {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    vault.commit(brought(lease(first), "b", 2));

    tamper(
        "UPDATE token_set SET sealed = (SELECT sealed FROM token_set WHERE generation = 1) WHERE"
            + " generation = 2");

    assertThatThrownBy(() -> vault.current(ANA)).hasMessageContaining("damaged");
  }

  @Test
  void refusesToOpenWithAnAccountRolledBack() throws Exception {
    var first = vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    vault.commit(brought(lease(first), "b", 2));

    tamper("UPDATE account SET generation = 1");

    assertThatThrownBy(this::reopen).hasMessageContaining("audit has seen 2");
  }

  @Test
  void refusesAWrongKeyAndChangesNothing() {
    vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);
    store.close();

    assertThatThrownBy(() -> open(MasterKey.of(Secret.of("x".repeat(32)))))
        .hasMessageContaining("not the one that sealed this vault");

    store.close();
    open(key("master.key"));
    assertThat(vault.current(ANA).access()).isEqualTo(Secret.of("a"));
  }

  @Test
  void startsAnewAfterAnAccountWasRemoved() {
    vault.connect(ANA, "sub-1", "ana", tokens("a", "r"), NOW);

    vault.remove(ANA);
    vault.connect(ANA, "sub-2", "another ana", tokens("b", "s"), NOW);
    reopen();

    assertThat(vault.current(ANA).access()).isEqualTo(Secret.of("b"));
  }

  private Attempt lease(TokenSet sending) {
    return taken(vault.lease(ANA, sending, null, NOW));
  }

  private Attempt carryOn(Attempt before, TokenSet sending) {
    return taken(vault.lease(ANA, sending, before, NOW.plusSeconds(9)));
  }

  private static Attempt taken(Lease lease) {
    return ((Lease.Taken) lease).attempt();
  }

  private static Brought brought(Attempt attempt, String access, long generation) {
    return new Brought(attempt, tokens(access, "r" + generation, generation), false);
  }

  private void reopen() {
    store.close();
    open(key("master.key"));
  }

  private void open(MasterKey key) {
    store = Store.open(folder.resolve("vault.db"));
    var reserve = Spool.at(folder.resolve("reserve"), 1 << 14);
    var audit = new Audit(store, key.macKeyFor("audit"), "", reserve, new MutableClock(NOW));
    vault =
        Vault.open(
            store, audit, key, Holder.born("", new SecureRandom()), List.of(), new SecureRandom());
  }

  private MasterKey key(String name) {
    return MasterKey.at(folder.resolve(name), folder.resolve("none"), new SecureRandom());
  }

  private void tamper(String sql) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("vault.db"));
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  private int count(String table) {
    return store.read(connection -> {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
        return row.getInt(1);
      }
    });
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static TokenSet tokens(String access, String refresh) {
    return tokens(access, refresh, 1);
  }

  private static TokenSet tokens(String access, String refresh, long generation) {
    return new TokenSet(
        new Generation(generation),
        Secret.of(access),
        Secret.of(refresh),
        "Bearer",
        NOW,
        NOW.plus(Duration.ofHours(1)),
        Scopes.of("calendar"));
  }
}
