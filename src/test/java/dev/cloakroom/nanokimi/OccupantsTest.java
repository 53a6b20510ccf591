package dev.cloakroom.nanokimi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.engine.EngineSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OccupantsTest {
  @TempDir private Path parent;
  private ForeignCheckout foreign;
  private Path system;
  private Occupants occupants;

  @BeforeEach
  void make() throws IOException {
    foreign = ForeignCheckout.in(parent);
    system = parent.resolve("system");
    Files.createDirectories(system.resolve("proc"));
    Files.writeString(system.resolve("proc/locks"), "");
    occupants =
        new Occupants(
            EngineSearch.nowhere(),
            system,
            ProcessHandle.current().pid(),
            Clock.fixed(ForeignCheckout.NOW, ZoneOffset.UTC));
  }

  @Test
  void areNobodyInACheckoutAtRest() {
    assertThat(occupants.of(foreign.checkout())).isEmpty();
  }

  @Test
  void areProcessesThatStandOrHaveFilesInIt() throws IOException {
    process("900000", foreign.folder, parent);
    process("900001", parent, foreign.path("store/messages.db"));
    process("900002", parent, parent);

    assertThat(occupants.of(foreign.checkout()))
        .containsExactly("process 900000 (node)", "process 900001 (node)");
  }

  @Test
  void areNotTheShellThatAsks() throws IOException {
    process(Long.toString(ProcessHandle.current().pid()), foreign.folder, parent);
    process(
        Long.toString(ProcessHandle.current().parent().orElseThrow().pid()),
        foreign.folder,
        parent);

    assertThat(occupants.of(foreign.checkout())).isEmpty();
  }

  @Test
  void areWhoeverStartedTheAskerAndWorksOnTheCheckout() throws IOException {
    var launcher = Long.toString(ProcessHandle.current().parent().orElseThrow().pid());
    process(launcher, parent, foreign.path("store/messages.db"));

    assertThat(occupants.of(foreign.checkout())).containsExactly("process " + launcher + " (node)");
  }

  @Test
  void areTheUnitThatIsUp() throws IOException {
    var units = Files.createDirectories(system.resolve("run/systemd/units"));
    Files.createSymbolicLink(units.resolve("invocation:nanokimi.service"), Path.of("1f"));

    assertThat(occupants.of(foreign.checkout())).containsExactly("the unit nanokimi.service");
  }

  @Test
  void areWhoeverHoldsALockOfKimis() throws IOException {
    foreign.write("data/oauth-token/kimi-code.lock", "");
    var inode = Files.getAttribute(foreign.path("data/oauth-token/kimi-code.lock"), "unix:ino");
    Files.writeString(
        system.resolve("proc/locks"), "1: FLOCK  ADVISORY  WRITE 7 fe:00:" + inode + " 0 EOF\n");

    assertThat(occupants.of(foreign.checkout()))
        .containsExactly("the lock data/oauth-token/kimi-code.lock");
  }

  @Test
  void areWhoeverWroteAMessageJustNow() throws IOException {
    var message = foreign.write("data/ipc/family/messages/1.json", "{}").path("data/ipc/family");
    var file = message.resolve("messages/1.json");
    Files.setLastModifiedTime(file, FileTime.from(ForeignCheckout.NOW.minusSeconds(9)));
    assertThat(occupants.of(foreign.checkout())).singleElement().asString().contains("1.json");

    Files.setLastModifiedTime(
        file, FileTime.from(ForeignCheckout.NOW.minus(Duration.ofMinutes(2))));
    assertThat(occupants.of(foreign.checkout())).isEmpty();
  }

  private void process(String id, Path cwd, Path file) throws IOException {
    var process = Files.createDirectories(system.resolve("proc").resolve(id).resolve("fd"));
    Files.createSymbolicLink(process.resolve("3"), file);
    Files.createSymbolicLink(process.resolveSibling("cwd"), cwd);
    Files.writeString(process.resolveSibling("comm"), "node\n");
  }
}
