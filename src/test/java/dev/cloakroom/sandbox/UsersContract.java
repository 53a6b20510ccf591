package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.boot.Marks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// How the user of a container, whom this machine may know by another number, reaches what a run of
/// theirs was given, and that nobody beside them does: for one engine, and one user who runs the
/// host.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class UsersContract {
  private final String installation = RealEngine.randomId();
  private final int user;
  private final int expected;
  private @Nullable OtherUser host;

  /// @param user who runs the host
  /// @param expected who user 999 of a container is on this machine
  UsersContract(int user, int expected) {
    this.user = user;
    this.expected = expected;
  }

  /// The sandbox of the host.
  abstract String sandbox();

  /// Its engine, if it needs one.
  abstract Optional<RealEngine> engine();

  @BeforeAll
  @Timeout(180)
  void start() throws IOException {
    host = newHost();
  }

  private OtherUser newHost() throws IOException {
    var address = engine().map(engine -> engine.place().name()).orElse("");
    return OtherUser.start(user, UsersHost.class, List.of(sandbox(), address, installation));
  }

  @AfterAll
  void end() throws IOException {
    if (host != null) {
      host.close();
    }
  }

  @Test
  void user999ReadsItsTokenAfterFiveAtomicRewritesAndNobodyBesideThemEverDoes() throws Exception {
    var delivered = told("deliver token").split(" ", -1);
    var file = Path.of(delivered[1]);

    told("try-beside");
    host().open(Objects.requireNonNull(file.getParent()));

    assertThat(delivered[0]).isEqualTo(String.valueOf(expected));
    assertThat(read(file, expected)).isEqualTo("token-5\n");
    assertThat(read(file, expected + 1)).contains("Permission denied");
    assertThat(read(file, Math.max(expected - 1, 2))).contains("Permission denied");
    assertThat(read(file, 999 == expected ? 1000 : 999)).contains("Permission denied");
    told("release");
  }

  @Test
  void theTokenIsSeenNowhereElse() throws Exception {
    var canary = Marks.of("canary-" + UUID.randomUUID());
    told("deliver " + canary.texts().getFirst());

    assertThat(canary.inProcesses()).isEmpty();
    for (var engine : engine().stream().toList()) {
      assertThat(engine.says()).hasSizeGreaterThan(3).noneMatch(canary::in);
    }
    told("release");
  }

  @Test
  void leavesNothingOfAHostThatIsKilled() throws Exception {
    var leftovers = new Leftovers();
    try (var killed = newHost()) {
      assertThat(killed.told("leave " + leftovers.sleep())).isEqualTo("done");
      assertThat(leftovers.running()).isNotEmpty();

      killed.kill();
    }
    told("clear");

    leftovers.awaitNone(Duration.ofSeconds(10));
  }

  @Test
  void callsItsSocketAndItsPort() throws IOException {
    told("call");
  }

  @Test
  void leavesNothingWhenItIsStopped() throws IOException {
    told("stop");
  }

  @Test
  void theHostDeletesWhatItLeft() throws IOException {
    told("delete");
  }

  @Test
  void writesAFolderOfThePersonsOnceThatIsAllowedAsTheNoticeSays() throws IOException {
    told("obey");
  }

  private OtherUser host() {
    return Objects.requireNonNull(host);
  }

  private String told(String errand) throws IOException {
    var answer = host().told(errand);
    assertThat(answer).startsWith("done");
    return answer.substring("done".length()).strip();
  }

  /// What somebody of this machine gets of a file.
  private static String read(Path file, int reader) throws Exception {
    var process =
        new ProcessBuilder(
                List.of(
                    "setpriv",
                    "--reuid=" + reader,
                    "--regid=65534",
                    "--clear-groups",
                    "cat",
                    "" + file))
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }
}
