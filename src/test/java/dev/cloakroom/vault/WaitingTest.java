package dev.cloakroom.vault;

import static dev.cloakroom.vault.Home.ANA;
import static dev.cloakroom.vault.Home.BEN;
import static dev.cloakroom.vault.Home.NOW;
import static dev.cloakroom.vault.Home.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Spool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of replies that wait in spools, after a restart.
class WaitingTest {
  private static final Brought OLDER = brought(ANA, 3, "r3");
  private static final Brought NEWER = brought(ANA, 5, "r5");
  private static final Brought BENS = brought(BEN, 1, "s1");

  @TempDir Path folder;

  @Test
  void knowsTheNewestReplyWhicheverSpoolHasIt() {
    waiting("k", "one").keep(NEWER);
    waiting("k", "two").keep(OLDER);

    assertThat(waiting("k", "one", "two").find(ANA)).contains(NEWER);
    assertThat(waiting("k", "two", "one").find(ANA)).contains(NEWER);
  }

  @Test
  void keepsAReplyThatIsNewerThanTheOneItKept() {
    var waiting = waiting("k", "one");
    waiting.keep(OLDER);
    waiting.keep(NEWER);

    assertThat(waiting("k", "one").find(ANA)).contains(NEWER);
  }

  @Test
  void goesOnWithoutAReplyThatItCanNotOpen() {
    waiting("o", "one").keep(OLDER);
    waiting("k", "one").keep(BENS);

    assertThat(waiting("k", "one").all()).containsExactly(BENS);
  }

  @Test
  void throwsNoReplyAwayThatItCanNotOpen() {
    waiting("o", "one").keep(OLDER);
    var waiting = waiting("k", "one");
    waiting.keep(BENS);
    waiting.settle(BEN);
    waiting("k", "one");

    assertThat(waiting("o", "one").all()).isEmpty();
    assertThat(waiting("o", "one.unreadable").all()).containsExactly(OLDER);
  }

  @Test
  void keepsAReplyThatItCanNotOpenWhereItIsWhenItCanNotBeSetAside() throws Exception {
    Files.createDirectory(folder.resolve("one.unreadable"));
    waiting("o", "one").keep(OLDER);
    var waiting = waiting("k", "one");
    waiting.keep(BENS);
    waiting.settle(BEN);

    assertThat(waiting("o", "one").all()).containsExactly(OLDER);
  }

  private Waiting waiting(String key, String... spools) {
    var master = MasterKey.of(Secret.of(key.repeat(32)));
    var all = List.of(spools).stream().map(name -> Spool.at(folder.resolve(name), 1 << 14));
    return new Waiting(all.toList(), new Sealer(master, new SecureRandom()));
  }

  private static Brought brought(AccountId id, long fence, String refresh) {
    var before = new Generation(fence);
    var attempt = new Attempt(id, fence, before, "f" + fence, NOW, 1, "");
    var tokens = tokens("a", refresh).withGeneration(before.next());
    return new Brought(attempt, tokens, false);
  }
}
