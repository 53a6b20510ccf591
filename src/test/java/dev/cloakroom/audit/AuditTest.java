package dev.cloakroom.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cloakroom.MutableClock;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.store.FaultyStore;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
  private static final AccountId ANA = new AccountId("google", "ana");
  private static final Generation FIRST = new Generation(1);

  @TempDir Path folder;
  private Store store;
  private Audit audit;

  @BeforeEach
  void open() {
    store = openStore();
    audit = audit("");
  }

  Store openStore() {
    return Store.open(folder.resolve("vault.db"));
  }

  private Audit audit(String node) {
    return audit(store, node);
  }

  private Audit audit(FaultyStore faulty) {
    return audit(faulty, "");
  }

  private Audit audit(Store store, String node) {
    var key = MasterKey.of(Secret.of("k".repeat(32)));
    var clock = new MutableClock(Instant.EPOCH);
    return new Audit(store, key.macKeyFor("audit"), node, reserve(), clock);
  }

  private Spool reserve() {
    return Spool.at(folder.resolve("reserve"), 1 << 14);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void writesTheFirstReleaseAtOnceAndCountsTheRest() {
    audit.release(ANA, FIRST, "run-1", "access-file");
    audit.release(ANA, FIRST, "run-1", "access-file");
    audit.release(ANA, FIRST, "run-1", "access-file");
    assertThat(details()).isEqualTo("released access-file;");

    audit.flush();

    assertThat(details()).isEqualTo("released access-file;repeated access-file ×2;");
  }

  @Test
  void writesReleasesIntoItsReserveWhileTheStoreTakesNothing() {
    var faulty = new FaultyStore(store);
    var audit = audit(faulty);
    faulty.failNext(FaultyStore.Fault.UNTIL_MENDED);

    audit.release(ANA, FIRST, "run-1", "access-file");
    faulty.mend();
    audit.flush();

    assertThat(details()).isEqualTo("released access-file;");
    assertThat(audit.verify().entries()).isEqualTo(1);
  }

  @Test
  void findsTheReserveAfterARestart() {
    var faulty = new FaultyStore(store);
    faulty.failNext(FaultyStore.Fault.UNTIL_MENDED);
    audit(faulty).release(ANA, FIRST, "run-1", "access-file");

    audit("").flush();
    audit("").flush();

    assertThat(details()).isEqualTo("released access-file;");
  }

  @Test
  void keepsWhatCameIntoTheReserveWhileTheRestOfItWasWritten() {
    var faulty = new FaultyStore(store);
    var audit = audit(faulty);
    faulty.failNext(FaultyStore.Fault.UNTIL_MENDED);
    audit.release(ANA, FIRST, "run-1", "early");
    faulty.mend();
    faulty.afterNextCommit(() -> {
      faulty.failNext(FaultyStore.Fault.UNTIL_MENDED);
      audit.release(ANA, FIRST, "run-2", "meanwhile");
    });

    audit.flush();
    faulty.mend();
    audit.flush();

    assertThat(details()).isEqualTo("released early;released meanwhile;");
  }

  @Test
  void letsGoOfAnEntryInItsReserveThatSomebodyElseMadeUp() {
    reserve().append(new byte[100]);

    audit("").flush();

    assertThat(details()).isEmpty();
    assertThat(reserve().records()).isEmpty();
  }

  @Test
  void releasesNothingWhenTheReserveIsFullToo() {
    var faulty = new FaultyStore(store);
    var audit = audit(faulty);
    faulty.failNext(FaultyStore.Fault.UNTIL_MENDED);

    assertThatThrownBy(
            () -> {
              for (int run = 0; run < 1000; run++) {
                audit.release(ANA, FIRST, "run-" + run, "access-file");
              }
            })
        .hasMessageContaining("fails on order");
    assertThatThrownBy(() -> audit.release(ANA, FIRST, "one more", "access-file"))
        .hasMessageContaining("fails on order");
  }

  @Test
  void losesNoCountWhenTheStoreTakesNothing() {
    var faulty = new FaultyStore(store);
    var audit = audit(faulty);
    audit.release(ANA, FIRST, "run-1", "access-file");
    audit.release(ANA, FIRST, "run-1", "access-file");
    faulty.failNext(FaultyStore.Fault.UNTIL_MENDED);
    assertThatThrownBy(audit::flush).hasMessageContaining("fails on order");

    faulty.mend();
    audit.flush();

    assertThat(details()).isEqualTo("released access-file;repeated access-file ×1;");
  }

  @Test
  void showsTheNewestEntriesAPageAtATime() {
    for (int i = 1; i <= 4; i++) {
      audit.record(new Entry("granted", ANA, FIRST, "w" + i, "google"));
    }

    assertThat(audit.recent(Long.MAX_VALUE, 2)).extracting(Audit.Recorded::number).contains(4L, 3L);
    assertThat(audit.recent(3, 200))
        .containsExactly(
            new Audit.Recorded(
                2, Instant.EPOCH, "", new Entry("granted", ANA, FIRST, "w2", "google")),
            new Audit.Recorded(
                1, Instant.EPOCH, "", new Entry("granted", ANA, FIRST, "w1", "google")));
  }

  @Test
  void writesTheFirstReleaseOfEachGenerationAndRun() {
    audit.release(ANA, FIRST, "run-1", "access-file");
    audit.release(ANA, FIRST.next(), "run-1", "access-file");
    audit.release(ANA, FIRST.next(), "run-2", "access-file");

    assertThat(audit.verify().entries()).isEqualTo(3);
  }

  @Test
  void remembersTheNewestCommittedGeneration() {
    audit.record(new Entry(Audit.COMMITTED, ANA, FIRST, "", ""));
    audit.record(new Entry(Audit.COMMITTED, ANA, FIRST.next(), "", ""));

    assertThat(audit.verify().newest()).containsEntry(ANA, FIRST.next());
  }

  @Test
  void noticesAChangedEntry() {
    audit.release(ANA, FIRST, "run-1", "access-file");
    audit.release(ANA, FIRST, "run-2", "access-file");

    tamper("UPDATE audit SET recipient = 'run-9' WHERE number = 1");

    assertThatThrownBy(audit::verify).hasMessageContaining("entry 1");
  }

  @Test
  void noticesAMissingEntry() {
    audit.release(ANA, FIRST, "run-1", "access-file");
    audit.release(ANA, FIRST, "run-2", "access-file");

    tamper("DELETE FROM audit WHERE number = 1");

    assertThatThrownBy(audit::verify).hasMessageContaining("entry 2");
  }

  @Test
  void keepsAChainForEachNodeAndShowsAllInTheOrderOfCommits() {
    audit("a").record(new Entry("granted", ANA, FIRST, "w1", ""));
    audit("b").record(new Entry("granted", ANA, FIRST, "w2", ""));
    audit("a").record(new Entry("granted", ANA, FIRST, "w3", ""));

    assertThat(audit.verify().entries()).isEqualTo(3);
    assertThat(audit.recent(Long.MAX_VALUE, 9))
        .extracting(Audit.Recorded::number, Audit.Recorded::node)
        .containsExactly(tuple(3L, "a"), tuple(2L, "b"), tuple(1L, "a"));
  }

  @Test
  void noticesAnEntryThatIsSaidToBeAnotherNodes() {
    audit("a").record(new Entry("granted", ANA, FIRST, "w1", ""));

    tamper("UPDATE audit SET node = 'b'");

    assertThatThrownBy(audit::verify).hasMessageContaining("entry 1");
  }

  @Test
  void forgetsAGenerationThatAnotherNodeDisconnected() {
    audit("a").record(new Entry(Audit.COMMITTED, ANA, FIRST, "", ""));
    audit("b").record(new Entry(Audit.DISCONNECTED, ANA, Generation.NONE, "", ""));

    assertThat(audit.verify().newest()).isEmpty();
  }

  @Test
  void knowsTheNewestGenerationWhicheverNodeCommittedIt() {
    audit("b").record(new Entry(Audit.COMMITTED, ANA, FIRST, "", ""));
    audit("a").record(new Entry(Audit.COMMITTED, ANA, FIRST.next(), "", ""));

    assertThat(audit.verify().newest()).containsEntry(ANA, FIRST.next());
  }

  private void tamper(String sql) {
    store.write(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.executeUpdate(sql);
      }
    });
  }

  private String details() {
    return store.read(connection -> {
      var all = new StringBuilder();
      try (var query = connection.prepareStatement("SELECT * FROM audit ORDER BY number");
          var rows = query.executeQuery()) {
        while (rows.next()) {
          all.append(rows.getString("event")).append(' ');
          all.append(rows.getString("detail")).append(';');
        }
      }
      return all.toString();
    });
  }
}
