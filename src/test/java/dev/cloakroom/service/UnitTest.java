package dev.cloakroom.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.service.Unit.Sandboxing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitTest {
  @Test
  void startsTheLauncherWhateverItsNameIs() {
    var unit = unit("/opt/our \"100%\" $HOME\\things/bin/cloakroom");

    assertThat(unit.text().lines())
        .contains("ExecStart=\"/opt/our \\\"100%%\\\" $$HOME\\\\things/bin/cloakroom\" up");
  }

  @Test
  void carriesVariablesAndFolders() {
    var unit =
        new Unit(
            Scope.USER,
            Path.of("/opt/cloakroom/bin/cloakroom"),
            Map.of("CLOAKROOM_HOME", "/srv/a b/50%"),
            List.of(Path.of("/mnt/sp ool")),
            Sandboxing.BUBBLEWRAP);

    assertThat(unit.text().lines())
        .contains(
            "Environment=\"CLOAKROOM_HOME=/srv/a b/50%%\"", "ReadWritePaths=\"-/mnt/sp ool\"");
  }

  @Test
  void refusesALineBreak() {
    var unit = unit("/opt/a\nUser=root/bin/cloakroom");

    assertThatThrownBy(unit::text).hasMessageContaining("can't be written into a unit");
  }

  @Test
  void leavesNothingOfItsTemplate() {
    for (var unit : allOf(Path.of("/opt/cloakroom/bin/cloakroom"))) {
      assertThat(unit.text().lines())
          .noneMatch(line -> line.startsWith("?") || line.contains("@@"));
      assertThat(unit.text()).startsWith(Unit.OURS).doesNotContain("@launcher@", "@own@");
    }
  }

  @Test
  void aSystemUnitIsNeverRootsOwn() {
    assertThat(unit("/opt/cloakroom/bin/cloakroom").text().lines())
        .contains("User=cloakroom", "CapabilityBoundingSet=", "NoNewPrivileges=yes");
  }

  static List<Unit> allOf(Path launcher) {
    return List.of(
        unit(Scope.USER, launcher, Sandboxing.BUBBLEWRAP),
        unit(Scope.USER, launcher, Sandboxing.ENGINES),
        unit(Scope.SYSTEM, launcher, Sandboxing.BUBBLEWRAP),
        unit(Scope.SYSTEM, launcher, Sandboxing.ENGINES));
  }

  private static Unit unit(String launcher) {
    return unit(Scope.SYSTEM, Path.of(launcher), Sandboxing.ENGINES);
  }

  private static Unit unit(Scope scope, Path launcher, Sandboxing sandboxing) {
    return new Unit(scope, launcher, Map.of("CLOAKROOM_HOME", "/srv/c"), List.of(), sandboxing);
  }
}
