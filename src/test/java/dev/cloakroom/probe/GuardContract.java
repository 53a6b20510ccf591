package dev.cloakroom.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Guard;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each thing that holds a container in has a line that tells when it is away.
abstract class GuardContract {
  @TempDir Path folder;
  private Stage stage;

  /// The engine.
  abstract Sandbox sandbox();

  /// The guards that the engine can't do without.
  Set<Guard> fixed() {
    return Set.of();
  }

  @BeforeEach
  void layOut() {
    stage = new Stage(folder);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "SOCKET_ONLY", "OPEN"})
  void findsAllAsItShouldBe(Network network) throws Exception {
    var plan = stage.plan(network);

    assertThat(findings(plan, plan))
        .hasSizeGreaterThan(40)
        .filteredOn(finding -> !finding.asExpected())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void tellsWhenAGuardIsAway(Guard guard) throws Exception {
    var plan = stage.plan(Network.NONE);
    if (fixed().contains(guard)) {
      assertThatThrownBy(() -> findings(plan, Stage.without(guard, plan)))
          .hasMessageContaining(guard.word());
      return;
    }

    var findings = findings(plan, Stage.without(guard, plan));

    assertThat(findings)
        .filteredOn(finding -> guard.equals(finding.attempt().guard()))
        .as("its own lines")
        .anyMatch(finding -> !finding.asExpected());
    assertThat(findings)
        .filteredOn(finding -> finding.attempt().guard() != null)
        .filteredOn(finding -> !guard.equals(finding.attempt().guard()))
        .filteredOn(finding -> !finding.asExpected())
        .as("those of other guards")
        .isEmpty();
  }

  @Test
  void tellsWhenTheNetworkIsWider() throws Exception {
    var plan = stage.plan(Network.NONE);

    var findings = findings(plan, Stage.in(Network.OPEN, plan));

    assertThat(differing(findings)).contains("reach the outside");
  }

  @Test
  void tellsWhenTheVaultIsMounted() throws Exception {
    var plan = stage.plan(Network.NONE);

    var findings = findings(plan, Stage.showing(stage.vault, plan));

    assertThat(differing(findings))
        .contains(
            "read the vault",
            "leave %s by a link to the vault".formatted(plan.workdir()),
            "leave /workspace/tokens on a way up to the vault");
  }

  @Test
  void tellsWhenTheNeighboursFolderIsMounted() throws Exception {
    var plan = stage.plan(Network.NONE);

    var findings = findings(plan, Stage.showing(stage.neighbours(), plan));

    assertThat(differing(findings))
        .contains(
            "read the neighbour's token file", "list the neighbour's folder", "list other runs");
  }

  private List<Finding> findings(LaunchPlan expected, LaunchPlan real) throws Exception {
    var sandbox = sandbox();
    return Stage.make(stage.attempts(expected, sandbox), real, sandbox);
  }

  private static List<String> differing(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> !finding.asExpected())
        .map(finding -> finding.attempt().what())
        .toList();
  }
}
