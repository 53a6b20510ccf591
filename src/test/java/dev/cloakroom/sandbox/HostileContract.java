package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a command that means harm can't do to the host, on every real engine that can keep limits.
abstract class HostileContract extends EngineContract {
  private static final long MEBI = 1 << 20;

  /// Tries each mount that it finds.
  private static final String WRITES_EVERYWHERE =
      """
      cut -d' ' -f2 /proc/self/mounts | sort -u | while read -r place; do
        [ ! -d $place ] || ! touch $place/x 2>/dev/null || echo $place
        [ ! -f $place ] || ! (: >>$place) 2>/dev/null || echo $place
      done
      """;

  private static final Set<String> ITS_OWN =
      Set.of(
          "/home", "/root", "/tmp", "/run", "/var", "/dev/shm", "/dev/mqueue", "/mine", "/var/tmp");

  private final Leftovers leftovers = new Leftovers();

  @Test
  void writesNoMountButItsOwn() throws Exception {
    var mine = Files.createDirectory(folder.resolve("mine"));
    var others = Files.createDirectory(folder.resolve("others"));
    for (var path : List.of(mine, others)) {
      giveToTheContainersUser(path);
    }

    var container =
        start(
            WRITES_EVERYWHERE,
            Limits.USUAL,
            new Mount(mine, Path.of("/mine"), Access.READ_WRITE, "test"),
            new Mount(others, Path.of("/others"), Access.READ_ONLY, "test"));

    assertThat(container.output())
        .asString(UTF_8)
        .satisfies(text -> assertThat(text.lines()).contains("/tmp", "/mine").isSubsetOf(ITS_OWN));
    assertThat(others).isEmptyDirectory();
  }

  @Test
  void endsAForkBombByTheLimitOnProcesses() throws Exception {
    var bomb = "trap '' TERM; bomb() { bomb | bomb & }; echo up; bomb; exec " + leftovers.sleep();
    var container = start(bomb, new Limits(60, 0, 0));
    awaitLine(container);

    container.stop(Duration.ofMillis(300));

    assertThat(container.isGone()).isTrue();
    assertThat(leftovers.running()).isEmpty();
  }

  @Test
  void cannotFillTheHostsMemoryByItsFolders() {
    var container =
        start(
            "head -c 100000000 /dev/zero > /tmp/x || wc -c < /tmp/x", new Limits(0, 256 * MEBI, 0));

    assertThat(container.output()).hasContent(String.valueOf(64 * MEBI));
    assertThat(container.errors()).asString(UTF_8).contains("No space left");
  }

  @Test
  void cannotUseMoreMemoryThanItMay() throws Exception {
    var hungry =
        start("exec python3 -c 'x = bytearray(200 << 20); print(1)'", new Limits(0, 64 * MEBI, 0));

    assertThat(hungry.output()).isEmpty();
    assertThat(hungry.waitFor()).isEqualTo(128 + 9);
  }

  /// A name that means more than itself to whoever puts options and paths into one text.
  String oddName() {
    return "a:b ,ro\n--dev-bind";
  }

  @Test
  void mountsPathsThatLookLikeOptions() throws IOException {
    var odd = Files.createDirectory(folder.resolve(oddName()));
    Files.writeString(odd.resolve("note"), "one");
    for (var path : List.of(odd, odd.resolve("note"))) {
      giveToTheContainersUser(path);
    }
    var inside = Path.of("/in", oddName());

    var container =
        start(
            "cat '%1$s/note'; echo two > '%1$s/note'".formatted(inside),
            Limits.USUAL,
            new Mount(odd, inside, Access.READ_ONLY, "test"));

    assertThat(container.output()).hasContent("one");
    assertThat(odd.resolve("note")).hasContent("one");
  }

  private Container start(String shell, Limits limits, Mount... mounts) {
    return sandbox()
        .start(
            new LaunchPlan(
                "contract",
                List.of("/bin/sh", "-c", shell),
                Path.of("/tmp"),
                Map.of("PATH", "/usr/bin:/bin"),
                List.of(mounts),
                List.of(),
                null,
                new Confinement(Network.NONE, null, limits, Guard.ALL)));
  }
}
