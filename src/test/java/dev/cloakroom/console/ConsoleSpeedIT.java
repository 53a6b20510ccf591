package dev.cloakroom.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.ConsolePage;
import dev.cloakroom.browser.Loading;
import dev.cloakroom.browser.Visit;
import dev.cloakroom.browser.Window;
import dev.cloakroom.browser.WithChromium;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// How light the console is, and how soon one sees it. The time has a loose bound here, where other
/// tests are at work, too; `bench/console` measures it.
@ExtendWith(WithChromium.class)
class ConsoleSpeedIT {
  private static final long MOST_BYTES = 150_000;
  private static final Duration SLOWEST_PAINT = Duration.ofMillis(500);
  private static final Duration LEFT = Duration.ofMinutes(30);

  private final Chromium chromium;
  @TempDir private Path folder;
  private Stage stage;
  private Visit visit;
  private ConsolePage console;

  ConsoleSpeedIT(Chromium chromium) {
    this.chromium = chromium;
  }

  @BeforeEach
  void open() {
    stage = new Stage(folder);
    visit = chromium.visit(Window.DESKTOP, stage.rooms.base);
    console = new ConsolePage(visit.page());
  }

  @AfterEach
  void close() {
    visit.close();
    stage.close();
  }

  @Test
  void isLightAndQuicklySeenAndAsksNobodyElse() {
    stage.allStates();
    visit.open(stage.link());

    var loading = Loading.of(visit.page());

    assertThat(loading.bytes()).isBetween(5_000L, MOST_BYTES);
    assertThat(loading.firstPaint()).isLessThan(SLOWEST_PAINT);
    assertThat(visit.requests()).extracting(URI::getPath).anyMatch(path -> path.endsWith(".js"));
    assertThat(visit.requests())
        .extracting(URI::getAuthority)
        .containsOnly(stage.rooms.base.getAuthority());
  }

  @Test
  void staysSmoothWithAThousandAccounts() {
    for (int i = 1000; i < 2000; i++) {
      stage.healthy("n" + i, LEFT);
    }
    visit.open(stage.link());

    var loading = Loading.of(visit.page());
    assertThat(loading.bytes()).isBetween(5_000L, MOST_BYTES);
    assertThat(loading.firstPaint()).isLessThan(SLOWEST_PAINT);
    console.assertReads("1000 healthy");
    assertListed("google/n1000", 50);

    console.follow("Next");
    console.assertReads("google/n1099");
    console.search().fill("n15");
    console.assertReads("google/n1500");
    console.search().fill("n1777@");
    console.assertReadsNot("google/n1500");
    assertListed("google/n1777", 1);
  }

  @Test
  void isLightOnEveryPageWithAThousandAccounts() {
    for (int i = 1000; i < 2000; i++) {
      stage.grant("workload-" + i % 60, stage.healthy("n" + i, LEFT), "calendar-" + i);
    }
    visit.open(stage.link());
    var home = URI.create(visit.page().url());

    for (var path : List.of("", "connect", "runs", "access", "activity", "settings")) {
      visit.open(home.resolve(path));
      assertThat(Loading.of(visit.page()).bytes()).as(path).isLessThan(MOST_BYTES);
    }
  }

  private void assertListed(String first, int count) {
    PlaywrightAssertions.assertThat(console.links("google/")).hasCount(count);
    PlaywrightAssertions.assertThat(console.link("google/")).containsText(first);
  }
}
