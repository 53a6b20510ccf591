package dev.cloakroom.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.service.Unit.Sandboxing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What systemd itself says of our units.
class UnitIT {
  private static final Pattern SCORE = Pattern.compile("Overall exposure level .*: ([0-9.]+)");

  /// What is asked of units.
  private static final double CLOSED = 2.0;

  /// What is left once bubblewrap can make namespaces, mount and name its host: docs/service.md
  /// tells each line. Against a user unit systemd counts besides that it says no user, as if it
  /// were root's.
  private static final Map<Scope, Double> OPEN_FOR_BUBBLEWRAP =
      Map.of(Scope.SYSTEM, 2.9, Scope.USER, 3.6);

  @TempDir private Path folder;
  private Path launcher;

  @BeforeEach
  void makeLauncher() throws IOException {
    var bin = Files.createDirectories(folder.resolve("a folder/bin"));
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
    launcher = Files.createFile(bin.resolve("cloakroom"), mode);
  }

  @Test
  void systemdFindsNoFaultInAnyUnit() throws Exception {
    for (var unit : UnitTest.allOf(launcher)) {
      assertThat(analyzed(unit, "verify")).as(unit.text()).isBlank();
    }
  }

  @Test
  void unitsForEnginesAreAsClosedAsAskedFor() throws Exception {
    for (var unit : UnitTest.allOf(launcher)) {
      if (unit.sandboxing() == Sandboxing.ENGINES) {
        assertThat(score(unit)).as(unit.text()).isLessThanOrEqualTo(CLOSED);
      }
    }
  }

  @Test
  void unitsForBubblewrapAreNoMoreOpenThanItNeeds() throws Exception {
    for (var unit : UnitTest.allOf(launcher)) {
      assertThat(score(unit))
          .as(unit.text())
          .isLessThanOrEqualTo(OPEN_FOR_BUBBLEWRAP.get(unit.scope()));
    }
  }

  private double score(Unit unit) throws Exception {
    var match = SCORE.matcher(analyzed(unit, "security", "--offline=true", "--no-pager"));
    assertThat(match.find()).isTrue();
    return Double.parseDouble(match.group(1));
  }

  private String analyzed(Unit unit, String... words) throws Exception {
    var file = folder.resolve(Unit.NAME);
    Files.writeString(file, unit.text());
    var line = new ArrayList<String>(List.of("systemd-analyze", "--" + unit.scope().word()));
    line.addAll(List.of(words));
    line.add(file.toString());
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
