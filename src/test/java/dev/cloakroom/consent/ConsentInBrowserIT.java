package dev.cloakroom.consent;

import static dev.cloakroom.browser.Looks.assertAccessible;
import static dev.cloakroom.browser.Looks.assertNoSidewaysScroll;
import static dev.cloakroom.browser.Looks.screenshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.ConsentPage;
import dev.cloakroom.browser.Loading;
import dev.cloakroom.browser.PlaygroundPage;
import dev.cloakroom.browser.Visit;
import dev.cloakroom.browser.Window;
import dev.cloakroom.browser.WithChromium;
import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.AccountId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The consent pages in a real browser, with and without scripts.
@ExtendWith(WithChromium.class)
class ConsentInBrowserIT {
  private static final long MOST_BYTES = 150_000;
  private static final Duration SLOWEST_PAINT = Duration.ofMillis(500);

  @TempDir private Path folder;
  private final Chromium chromium;
  private FlowFixture flow;

  ConsentInBrowserIT(Chromium chromium) {
    this.chromium = chromium;
  }

  @BeforeEach
  void open() {
    flow = new FlowFixture(folder.resolve("home"));
  }

  @AfterEach
  void close() {
    flow.close();
  }

  static List<Window> windows() {
    return List.of(
        Window.DESKTOP, Window.DESKTOP.withoutScripts(), Window.PHONE.withoutScripts().dark());
  }

  @ParameterizedTest
  @MethodSource("windows")
  void allowsAndSavesTheAccount(Window window) {
    var request = flow.house.ask("chat");
    try (var visit = visit(window)) {
      logIn(visit, request, "Ana");
      var page = new ConsentPage(visit.page());
      page.assertShows(ConsentPage.CONFIRM);
      assertThat(page.text()).contains("ana@playground.example", "local/ana");
      page.save();

      page.assertShows(ConsentPage.ALLOWED);
      assertThat(state(request)).isEqualTo(State.ALLOWED);
      assertThat(flow.house.vault.account(new AccountId("local", "ana"))).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("windows")
  void deniesWithoutLeavingTheHost(Window window) {
    var request = flow.house.ask("chat");
    try (var visit = visit(window)) {
      visit.open(flow.link(request));
      var page = new ConsentPage(visit.page());
      page.deny();

      page.assertShows(ConsentPage.DENIED);
      assertThat(state(request)).isEqualTo(State.DENIED);
      assertThat(visit.requests()).extracting(URI::getPort).containsOnly(flow.base().getPort());
    }
  }

  @Test
  void blocks() {
    var request = flow.house.ask("chat");
    try (var visit = visit(Window.PHONE)) {
      visit.open(flow.link(request));
      var page = new ConsentPage(visit.page());
      page.block();

      page.assertShows(ConsentPage.BLOCKED);
      assertThat(state(request)).isEqualTo(State.BLOCKED);
    }
  }

  @Test
  void givesAnAccountThatIsThereWithoutALogin() {
    flow.house.account("bea", "sub-bea", "calendar", "calendar.events");
    var request = flow.house.ask("chat");
    try (var visit = visit(Window.DESKTOP)) {
      visit.open(flow.link(request));
      var page = new ConsentPage(visit.page());
      page.use("local/bea");

      page.assertShows(ConsentPage.ALLOWED);
      assertThat(state(request)).isEqualTo(State.ALLOWED);
      assertThat(flow.provider.counts().codes()).isZero();
    }
  }

  @Test
  void comesBackWhenThePersonRefusesAtTheProvider() {
    var request = flow.house.ask("chat");
    try (var visit = visit(Window.DESKTOP)) {
      visit.open(flow.link(request));
      new ConsentPage(visit.page()).allow();
      var provider = new PlaygroundPage(visit.page());
      provider.logIn("Ana");
      provider.deny();

      new ConsentPage(visit.page()).assertShows(ConsentPage.FAILED);
      assertThat(state(request)).isEqualTo(State.OPEN);
    }
  }

  @Test
  void savesNothingThatThePersonDiscards() {
    var request = flow.house.ask("chat");
    try (var visit = visit(Window.DESKTOP)) {
      logIn(visit, request, "Ana");
      new ConsentPage(visit.page()).discard();

      assertThat(state(request)).isEqualTo(State.OPEN);
      assertThat(flow.house.vault.accounts()).isEmpty();
      assertThat(flow.provider.counts().revocations()).isPositive();
    }
  }

  @Test
  void letsNoSecondBrowserInByALinkThatIsUsed() {
    var request = flow.house.ask("chat");
    var link = flow.link(request);
    try (var first = visit(Window.DESKTOP);
        var second = visit(Window.DESKTOP)) {
      first.open(link);

      assertThat(second.open(link)).isEqualTo(403);
      new ConsentPage(second.page()).assertShows(ConsentPage.STRANGER);
      assertThat(second.open(URI.create(first.page().url()))).isEqualTo(403);
      assertThat(state(request)).isEqualTo(State.OPEN);
    }
  }

  @Test
  void takesNoLoginThatAnotherBrowserBegan() {
    var request = flow.house.ask("chat");
    flow.holdCallbacks = true;
    try (var first = visit(Window.DESKTOP);
        var second = visit(Window.DESKTOP)) {
      logIn(first, request, "Ana");
      flow.holdCallbacks = false;
      second.open(flow.link(request));

      assertThat(second.open(URI.create(first.page().url()))).isEqualTo(403);
      new ConsentPage(second.page()).assertShows(ConsentPage.STRANGER);
      assertThat(state(request)).isEqualTo(State.OPEN);
    }
  }

  @Test
  void letsNobodyInByALinkThatIsTooOld() {
    var link = flow.link(flow.house.ask("chat"));
    flow.house.clock.advance(Duration.ofMinutes(11));
    try (var visit = visit(Window.PHONE)) {
      assertThat(visit.open(link)).isEqualTo(403);

      new ConsentPage(visit.page()).assertShows(ConsentPage.STRANGER);
    }
  }

  @Test
  void saysThatARequestIsTooOld() {
    var request = flow.house.ask("chat");
    flow.house.clock.advance(Duration.ofHours(25));
    try (var visit = visit(Window.PHONE)) {
      visit.open(flow.link(request));

      new ConsentPage(visit.page()).assertShows(ConsentPage.EXPIRED);
    }
  }

  @Test
  void saysThatALoginTookTooLong() {
    var request = flow.house.ask("chat");
    try (var visit = visit(Window.PHONE)) {
      visit.open(flow.link(request));
      new ConsentPage(visit.page()).allow();
      flow.house.clock.advance(Duration.ofMinutes(11));
      atTheProvider(visit, "Ana");

      new ConsentPage(visit.page()).assertShows(ConsentPage.FAILED);
      assertThat(state(request)).isEqualTo(State.OPEN);
    }
  }

  static List<Window> looks() {
    return List.of(Window.PHONE, Window.PHONE.dark(), Window.DESKTOP, Window.DESKTOP.dark());
  }

  @ParameterizedTest
  @MethodSource("looks")
  void isReadableByEverybodyFromTheQuestionToTheEnd(Window window) {
    flow.house.account("bea-with-a-name-that-is-long", "sub-bea", "calendar", "calendar.events");
    var request = flow.house.ask("a-workload-whose-name-is-rather-long");
    try (var visit = visit(window)) {
      visit.open(flow.link(request));
      assertLooksRight(visit, window, "ask");
      var page = new ConsentPage(visit.page());
      page.another();
      atTheProvider(visit, "Ana");
      page.assertShows(ConsentPage.CONFIRM);
      assertLooksRight(visit, window, "confirm");
      page.save();

      page.assertShows(ConsentPage.ALLOWED);
      assertLooksRight(visit, window, "allowed");
    }
  }

  @Test
  void isLightAndQuicklySeen() {
    var request = flow.house.ask("chat");
    try (var visit = visit(Window.PHONE)) {
      visit.open(flow.link(request));

      var loading = Loading.of(visit.page());

      assertThat(loading.bytes()).isBetween(1L, MOST_BYTES);
      assertThat(loading.firstPaint()).isLessThan(SLOWEST_PAINT);
    }
  }

  private Visit visit(Window window) {
    return chromium.visit(window, flow.base(), flow.issuer());
  }

  private void logIn(Visit visit, ConsentRequest request, String name) {
    visit.open(flow.link(request));
    new ConsentPage(visit.page()).allow();
    atTheProvider(visit, name);
  }

  private static void atTheProvider(Visit visit, String name) {
    var provider = new PlaygroundPage(visit.page());
    provider.logIn(name);
    provider.allow();
  }

  private void assertLooksRight(Visit visit, Window window, String name) {
    assertNoSidewaysScroll(visit.page());
    screenshot(visit.page(), "consent-" + name + "-" + window.name());
    assertAccessible(visit.page());
  }

  private State state(ConsentRequest request) {
    return flow.house.consents.find(request.id()).orElseThrow().state();
  }
}
