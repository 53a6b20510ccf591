package dev.cloakroom.console;

import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.Looks;
import dev.cloakroom.browser.Visit;
import dev.cloakroom.browser.Window;
import dev.cloakroom.browser.WithChromium;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How the console looks, in every size and colour: each page and each state of an account.
@ExtendWith(WithChromium.class)
class ConsoleLooksIT {
  private static final List<String> STATES =
      List.of(
          "google/ana",
          "google/bea",
          "google/carl",
          "google/dora",
          "google/emil",
          "kimi-code/fritz");

  private final Chromium chromium;
  @TempDir private Path folder;

  ConsoleLooksIT(Chromium chromium) {
    this.chromium = chromium;
  }

  static Stream<Window> windows() {
    return Stream.of(Window.PHONE, Window.PHONE.dark(), Window.DESKTOP, Window.DESKTOP.dark());
  }

  @ParameterizedTest
  @MethodSource("windows")
  void showsEveryPageToEverybody(Window window) throws Exception {
    try (var stage = new Stage(folder);
        var visit = chromium.visit(window, stage.rooms.base)) {
      stage.allStates();
      stage.grant("calendar-skill", Stage.ANA, "google-calendar");
      stage.grant("mail-agent", Stage.ANA, "google");
      stage.ask("travel-agent");
      var run = stage.house.start("calendar-skill", "google/ana");
      var id = run.next("started").run();

      visit.open(stage.link());
      var home = URI.create(visit.page().url());
      see(visit, "accounts-" + window.name());
      for (var state : STATES) {
        visit.open(home.resolve("accounts/" + state));
        see(visit, "account-" + state.replace('/', '-') + "-" + window.name());
      }
      for (var page : List.of("runs", "runs/" + id, "access", "activity", "settings", "connect")) {
        visit.open(home.resolve(page));
        see(visit, page.replace(id, "one").replace('/', '-') + "-" + window.name());
      }
      visit.open(home.resolve("accounts/google/ana/disconnect"));
      see(visit, "disconnect-" + window.name());
      run.goAway();
    }
  }

  @ParameterizedTest
  @MethodSource("windows")
  void showsWhatToDoWhereThereIsNothing(Window window) {
    try (var stage = new Stage(folder);
        var visit = chromium.visit(window, stage.rooms.base)) {
      visit.open(stage.link());
      var home = URI.create(visit.page().url());
      see(visit, "empty-accounts-" + window.name());
      for (var page : List.of("runs", "access", "activity")) {
        visit.open(home.resolve(page));
        see(visit, "empty-" + page + "-" + window.name());
      }
    }
  }

  private static void see(Visit visit, String name) {
    Looks.screenshot(visit.page(), name);
    Looks.assertNoSidewaysScroll(visit.page());
    Looks.assertAccessible(visit.page());
  }
}
