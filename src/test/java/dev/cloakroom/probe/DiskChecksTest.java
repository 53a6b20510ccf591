package dev.cloakroom.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir private Path home;
  private final MutableClock clock = new MutableClock(NOW);

  @Test
  void tellsWhatIsFree() {
    assertThat(checks().room().found()).matches("\\d+ MiB( and \\d+ files)? free for the home");
  }

  @Test
  void looksAtTheFolderThatWillHoldTheOne() {
    assertThat(DiskChecks.standing(home.resolve("a/b/c"))).isEqualTo(home);
  }

  @Test
  void findsAClockThatIsBehindTheLastRecord() throws IOException {
    var vault = Files.writeString(home.resolve("vault.db"), "sealed");
    Files.setLastModifiedTime(vault, FileTime.from(NOW.plus(Duration.ofHours(1))));
    assertThat(checks().time().cure()).contains("set the clock");

    clock.advance(Duration.ofHours(2));
    assertThat(checks().time().found()).endsWith("after the last record");
  }

  @Test
  void findsAClockThatCannotBeRight() {
    var born = new DiskChecks(home, home, new MutableClock(Instant.EPOCH));

    assertThat(born.time().found()).contains("1970");
  }

  @Test
  void tellsWhereRunsHaveTheirFiles() {
    assertThat(checks().accessLists().found()).startsWith(home + " is on ");
  }

  private DiskChecks checks() {
    return new DiskChecks(home, home, clock);
  }
}
