package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.nanokimi.ForeignCheckout;
import dev.cloakroom.wire.ComparedView;
import dev.cloakroom.wire.IsolationView;
import dev.cloakroom.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupCommandTest {
  @TempDir private Path folder;
  private ForeignCheckout foreign;

  @BeforeEach
  void make() {
    foreign = ForeignCheckout.in(folder);
  }

  @Test
  void saysWhatItChangedAndWhatThatIsGoodFor() {
    var run = SetupRun.of(foreign);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "data/oauth-token/kimi-code.json",
            "Container can read   All credentials  Only OAuth token",
            "Container can write  All credentials  Only OAuth token",
            "Config protection    Writable         Read-only",
            "Principle            Full access      Least privilege");
    assertThat(run.err()).contains("The group main has the whole checkout mounted");
    assertThat(run.out() + run.err()).doesNotContain("unreal");
  }

  @Test
  void hasNothingToDoTheSecondTimeAndKnowsTheContainersUser() {
    SetupRun.of(foreign);

    var again = SetupRun.typed(foreign, "setup", "isolation", foreign.folder.toString());

    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.out()).startsWith("Nothing to do.");
  }

  @Test
  void tellsTheSameAsJson() {
    var run = SetupRun.of(foreign, "--dry-run", "--json");

    var view = Wire.read(IsolationView.class, run.out());
    assertThat(view.dryRun()).isTrue();
    assertThat(view.changes()).isNotEmpty();
    assertThat(view.compared())
        .contains(new ComparedView("Principle", "Full access", "Least privilege"));
  }

  @Test
  void stopsWithOneLineWhereItCantGoOn() throws IOException {
    var unknown = SetupRun.typed(foreign, "setup", "isolation", foreign.folder.toString());
    var other = SetupRun.typed(foreign, "setup", "isolation", folder.toString());
    var what = SetupRun.typed(foreign, "setup", "everything", folder.toString());

    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.err()).contains("--container-uid", "[container-user-unknown]");
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).contains("[not-nanokimi]").hasLineCount(1);
    assertThat(what.err()).contains("[bad-choice]");
    assertThat(Files.readString(foreign.path("data/oauth-token/kimi-code.json"))).contains("-3");
  }

  @Test
  void refusesACheckoutThatIsInUse() {
    foreign.write("data/ipc/main/messages/1.json", "{}");

    var run = SetupRun.of(foreign);
    var undo = SetupRun.of(foreign, "--undo");
    var told = SetupRun.of(foreign, "--dry-run");

    assertThat(run.exit()).isEqualTo(6);
    assertThat(run.err()).contains("[checkout-in-use]", "Nothing was changed");
    assertThat(undo.exit()).isEqualTo(6);
    assertThat(foreign.path("data/.cloakroom-isolation.json")).doesNotExist();
    assertThat(told.exit()).isZero();
    assertThat(told.err()).contains("Still in use: data/ipc/main/messages/1.json");
  }

  @Test
  void undoesNothingWhereNothingWasDone() {
    var run = SetupRun.typed(foreign, "setup", "isolation", foreign.folder.toString(), "--undo");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEqualTo("Nothing to do.\n");
  }
}
