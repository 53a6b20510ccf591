package dev.cloakroom.loan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.Seeded;
import dev.cloakroom.loan.LoanWorld.Plant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Refreshes of hosts and of a tool, forced ones, torn writes, tombstones, wrong clocks and
/// crashes, interleaved by chance: a token is never lost, and never an older one is taken.
class LoanInterleavingsTest {
  private static final int STEPS = 40;

  @TempDir Path temporary;

  @Test
  void neverLoseATokenAndNeverTakeAnOlderOne() {
    live(200, Plant.NONE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void showABugThatIsPlanted(Plant plant) {
    assertThatThrownBy(() -> live(40, plant))
        .hasMessageMatching("(?s).*(the family is dead|the vault (went back|lacks)).*");
  }

  private void live(int worlds, Plant plant) {
    Seeded.cases(
        worlds,
        random -> {
          try (var world = new LoanWorld(random, folder(), plant)) {
            world.live(STEPS);
          }
        });
  }

  private Path folder() {
    try {
      return Files.createTempDirectory(temporary, "world");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
