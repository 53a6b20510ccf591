package dev.cloakroom.vault;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the vault remembers for forecasts.
class ForecastFactsTest {
  private static final AccountId ANA = new AccountId("google", "ana");
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;
  private Store store;
  private Vault vault;

  @BeforeEach
  void open() {
    store = openStore();
    var key = MasterKey.of(Secret.of("k".repeat(32)));
    var reserve = Spool.at(folder.resolve("reserve"), 1 << 14);
    var audit = new Audit(store, key.macKeyFor("audit"), "", reserve, new MutableClock(NOW));
    var random = new SecureRandom();
    vault = Vault.open(store, audit, key, Holder.born("", random), List.of(), random);
  }

  Store openStore() {
    return Store.open(folder.resolve("vault.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void learnsThatRefreshesPutTheRefreshTokensEndOff() {
    connect(NOW, in(30));
    assertThat(moves()).isTrue();

    refresh(NOW.plus(HOUR), in(30).plus(HOUR));
    assertThat(moves()).isTrue();
  }

  @Test
  void learnsThatTheyDoNot() {
    connect(NOW, in(30));

    refresh(NOW.plus(HOUR), in(30).minusSeconds(1));
    assertThat(moves()).isFalse();

    refresh(NOW.plus(HOUR.multipliedBy(2)), in(30).plusSeconds(1));
    assertThat(moves()).isFalse();
  }

  @Test
  void learnsThatTheEndHasComeToRestAtItsLimit() {
    connect(NOW, in(30));
    refresh(in(20), in(50));
    assertThat(moves()).isTrue();

    refresh(in(40), in(60));
    refresh(in(41), in(60));

    assertThat(moves()).isFalse();
  }

  @Test
  void knowsNothingOfTheEndOfANewAuthorization() {
    connect(NOW, in(30));
    refresh(NOW.plus(HOUR), in(30));

    connect(NOW.plus(HOUR.multipliedBy(2)), in(30));
    assertThat(moves()).isTrue();

    refresh(NOW.plus(HOUR.multipliedBy(3)), null);
    assertThat(moves()).isTrue();
  }

  @Test
  void notesAWarningOnce() {
    connect(NOW, null);

    assertThat(vault.noteWarning(ANA, in(14), 14)).isTrue();
    assertThat(vault.noteWarning(ANA, in(14).plusSeconds(5), 14)).isFalse();
    assertThat(vault.noteWarning(ANA, in(14), 7)).isTrue();
    assertThat(vault.noteWarning(ANA, in(14), 14)).isFalse();
  }

  @Test
  void notesAWarningOfALaterEndAnew() {
    vault.noteWarning(ANA, in(1), 1);

    assertThat(vault.noteWarning(ANA, in(8), 14)).isTrue();
    assertThat(vault.noteWarning(new AccountId("google", "bea"), in(1), 1)).isTrue();
  }

  @Test
  void forgetsWarningsWithTheirAccount() {
    connect(NOW, null);
    vault.noteWarning(ANA, in(1), 1);

    vault.remove(ANA);

    assertThat(vault.noteWarning(ANA, in(1), 1)).isTrue();
  }

  private boolean moves() {
    return vault.require(ANA).refreshEndMoves();
  }

  private void connect(Instant at, @Nullable Instant refreshEnd) {
    vault.connect(ANA, "sub-1", "ana", tokens(Generation.NONE.next(), at, refreshEnd), at);
  }

  private void refresh(Instant at, @Nullable Instant refreshEnd) {
    var current = vault.current(ANA);
    var taken = (Lease.Taken) vault.lease(ANA, current, null, at);
    var next = tokens(current.generation().next(), at, refreshEnd);
    assertThat(vault.commit(new Brought(taken.attempt(), next, false))).isEqualTo(Kept.COMMITTED);
  }

  private static TokenSet tokens(Generation generation, Instant at, @Nullable Instant refreshEnd) {
    return new TokenSet(
            generation,
            Secret.of("a" + generation),
            Secret.of("r" + generation),
            "Bearer",
            at,
            at.plus(HOUR),
            Scopes.NONE)
        .withRefreshEnd(refreshEnd);
  }

  private static Instant in(long days) {
    return NOW.plus(Duration.ofDays(days));
  }
}
