package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.ConsentPage;
import dev.cloakroom.browser.ConsolePage;
import dev.cloakroom.browser.ForeignSite;
import dev.cloakroom.browser.Visit;
import dev.cloakroom.browser.Window;
import dev.cloakroom.browser.WithChromium;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What other sites, and other browsers, try on the console of a whole host. They know everything
/// that they could learn somehow: the browser's own path, mostly, and more where a test says so.
@ExtendWith(WithChromium.class)
class ConsoleAttacksIT {
  private static final String HERE = "127.0.0.1";
  private static final String EVIL = "evil.test";
  private static final String GO = "Go";

  private final Chromium chromium;
  private final ForeignSite foreign = new ForeignSite();
  @TempDir private Path folder;
  private PlaygroundHome home;
  private Visit visit;
  private URI console; // in the path of the visit's browser

  ConsoleAttacksIT(Chromium chromium) {
    this.chromium = chromium;
  }

  @BeforeEach
  void open() {
    home = new PlaygroundHome(folder);
    visit = visit();
    visit.open(home.consoleLink());
    console = URI.create(visit.page().url());
  }

  @AfterEach
  void close() {
    visit.takeTroubles(); // what is refused is told on the browser's console
    visit.close();
    foreign.close();
    home.close();
  }

  @Test
  void answersUnderNoNameThatOthersCanPointHere() {
    var link = home.consoleLink();

    for (var address : new URI[] {home.base(), console, link}) {
      assertThat(visit.open(renamed(address))).isEqualTo(403);
      assertThat(visit.page().content()).contains("wrong-host");
    }

    assertThat(visit.open(link)).isEqualTo(200); // it was not used up
  }

  @ParameterizedTest
  @ValueSource(strings = {HERE, EVIL})
  void takesNoFormOfAnotherSite(String host) {
    var token = visit.page().locator("[name=token]").first().getAttribute("value");
    foreign.showing(
        """
        <form method="post" action="%sconnect"><input type="hidden" name="token" value="%s">
        <input type="hidden" name="provider" value="local"><button>Go</button></form>
        """
            .formatted(console, token));
    visit.open(foreign.at(host));

    press(visit.page(), AriaRole.BUTTON);

    assertThat(visit.page().content()).contains("cross-origin");
    assertNothingAsked();
  }

  @Test
  void takesNoFormWithoutItsToken() {
    var without = post("connect", "provider=local");
    var wrong = post("connect", "provider=local&token=made-up");

    assertThat(without.body()).contains("bad-form");
    assertThat(wrong.body()).contains("bad-form");
    assertNothingAsked();
  }

  @ParameterizedTest
  @ValueSource(strings = {HERE, EVIL})
  void isInNoFrame(String host) {
    foreign.showing("<iframe src='%s'></iframe>".formatted(console));

    visit.open(foreign.at(host));

    var frame = visit.page().frameLocator("iframe");
    assertThat(frame.getByText(ConsolePage.ACCOUNTS).count()).isZero();
    assertThat(visit.takeTroubles()).anyMatch(trouble -> trouble.contains("frame-ancestors"));
  }

  @ParameterizedTest
  @ValueSource(strings = {HERE, EVIL})
  void isOutOfReachForAPageThatOpensIt(String host) {
    foreign.showing(
        """
        <button>Go</button><script>
          document.querySelector("button").onclick = () => { window.opened = open("%s"); };
        </script>
        """
            .formatted(console));
    visit.open(foreign.at(host));

    var opened = visit.page().waitForPopup(() -> press(visit.page(), AriaRole.BUTTON));
    opened.waitForURL(console.toString());

    visit.page().waitForFunction("opened.closed"); // to it, a moment later
    assertThat(opened.evaluate("opener")).isNull();
  }

  @Test
  void listensToNoMessages() {
    new ConsolePage(visit.page()).awaitLive();
    var before = visit.page().content();
    int requests = visit.requests().size();

    visit
        .page()
        .evaluate(
            """
            async () => {
              for (const type of ["connected", "account_connected", "reload", "close"]) {
                const data = {type, source: "cloakroom", url: "http://evil.test/", location: "/"};
                for (const origin of ["http://evil.test", "null", location.origin]) {
                  window.dispatchEvent(new MessageEvent("message", {data, origin}));
                }
                window.postMessage(data, "*");
              }
              await new Promise(done => setTimeout(done, 500)); // more than a page waits to look again
            }
            """);

    assertThat(visit.page().content()).isEqualTo(before);
    assertThat(visit.requests()).hasSize(requests);
  }

  @Test
  void letsNobodyInByALinkThatWasUsed() {
    var link = home.consoleLink();
    visit.open(link);

    assertThat(get(link, "").statusCode()).isEqualTo(403);
    try (var other = visit()) {
      assertThat(other.open(link)).isEqualTo(403);
      new ConsentPage(other.page()).assertShows(ConsentPage.STRANGER);
    }
  }

  @Test
  void needsBothThePathAndItsCookie() {
    var cookie = cookie();
    try (var other = visit()) {
      other.open(home.consoleLink());
      var others = URI.create(other.page().url());

      assertThat(get(console, cookie).statusCode()).isEqualTo(200); // whoever has both is in
      assertThat(get(console, "").statusCode()).isEqualTo(403);
      assertThat(get(others, cookie).statusCode()).isEqualTo(403);
      assertThat(get(home.base(), cookie).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void takesNoStolenCookieOnceItsBrowserHasLeft() {
    var cookie = cookie();
    var page = new ConsolePage(visit.page());
    page.leave();
    page.assertShows(ConsolePage.LEFT);

    assertThat(get(console, cookie).statusCode()).isEqualTo(403);
    assertThat(visit.context().cookies(console.toString())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {HERE, "localhost", EVIL})
  void givesItsCookieToNoOtherPort(String host) {
    visit.open(foreign.at(host));

    assertThat(foreign.received()).isNotEmpty();
    assertThat(foreign.received()).allMatch(request -> request.header("cookie").isEmpty());
    assertThat(foreign.received()).allMatch(request -> request.header("referer").isEmpty());
  }

  @Test
  void showsNothingToWhoComesByALinkOfAnotherSite() {
    foreign.showing("<a href='%s'>Go</a>".formatted(console));
    visit.open(foreign.at(EVIL));

    press(visit.page(), AriaRole.LINK);

    new ConsentPage(visit.page()).assertShows(ConsentPage.STRANGER);
  }

  @Test
  void letsItsPersonInByALinkInAChat() {
    foreign.showing("<a href='%s'>Go</a>".formatted(home.consoleLink()));
    visit.open(foreign.at(EVIL));

    press(visit.page(), AriaRole.LINK);

    new ConsolePage(visit.page()).assertShows(ConsolePage.ACCOUNTS);
  }

  private Visit visit() {
    return chromium.visit(
        Window.DESKTOP,
        home.base(),
        renamed(home.base()),
        foreign.at(HERE),
        foreign.at("localhost"),
        foreign.at(EVIL));
  }

  private static void press(Page page, AriaRole role) {
    page.getByRole(role, new Page.GetByRoleOptions().setName(GO)).click();
  }

  /// The address by a name that somebody else has made lead here.
  private static URI renamed(URI address) {
    return URI.create(address.toString().replace(HERE, "rebound.test"));
  }

  private void assertNothingAsked() {
    visit.open(console);
    new ConsolePage(visit.page()).assertShows(ConsolePage.ACCOUNTS);
    new ConsolePage(visit.page()).assertNobodyWaits();
  }

  /// The browser's cookie, as a thief would send it.
  private String cookie() {
    var cookies = visit.context().cookies(console.toString());
    assertThat(cookies).hasSize(1);
    Cookie cookie = cookies.getFirst();
    return cookie.name + "=" + cookie.value;
  }

  private HttpResponse<String> get(URI address, String cookie) {
    var request = HttpRequest.newBuilder(address);
    return send(cookie.isEmpty() ? request : request.header("Cookie", cookie));
  }

  /// A form from a program that has the browser's path and cookie.
  private HttpResponse<String> post(String path, String form) {
    return send(
        HttpRequest.newBuilder(console.resolve(path))
            .header("Cookie", cookie())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
