package dev.cloakroom.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pages that are wrong in one way each, so that what tests rely on is seen to notice.
@ExtendWith(WithChromium.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VisitIT {
  private static final String FRAME =
      """
      <!doctype html><html lang="en"><head><title>A page</title>
      <meta name="viewport" content="width=device-width"></head>
      <body><main><h1>A page</h1>%s</main></body></html>
      """;
  private static final Map<String, String> CONTENTS =
      Map.of(
          "good", "<p>Good.</p>",
          "foreign", "<img alt='' src='http://elsewhere.test:9/a.png'>",
          "missing", "<img alt='' src='/nothing.png'>",
          "throws", "<script>throw new Error('thrown here')</script>",
          "forbidden", "<script>1</script>",
          "nameless", "<input>",
          "wide", "<p style='width: 361px'>Wide.</p>");

  private final Chromium chromium;
  private final Listener site;

  VisitIT(Chromium chromium) {
    this.chromium = chromium;
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.site =
        Listener.onPort(
            anyPort,
            List.of(Route.get("/{name}", request -> page(request.parameter("name")))),
            Limits.standard());
  }

  @AfterAll
  void close() {
    site.close();
  }

  private static Reply page(String name) {
    var content = CONTENTS.get(name);
    if (content == null) {
      return Reply.html(404, FRAME.formatted("Not here."));
    }
    var reply = Reply.html(200, FRAME.formatted(content));
    return List.of("good", "forbidden", "nameless").contains(name)
        ? reply // under the policy that all pages have
        : reply.header("Content-Security-Policy", "img-src *; script-src 'unsafe-inline'");
  }

  @ParameterizedTest
  @CsvSource({
    "foreign, asked http://elsewhere.test:9/a.png",
    "missing, status of 404",
    "throws, thrown here",
    "forbidden, Content Security Policy",
  })
  void noticesWhatIsWrong(String name, String told) {
    var visit = visit(Window.DESKTOP);
    visit.open(at(name));

    assertThatThrownBy(visit::close).hasMessageContaining(told);
  }

  @Test
  void letsAPageSayThatItIsNotThere() {
    try (var visit = visit(Window.DESKTOP)) {
      assertThat(visit.open(at("elsewhere"))).isEqualTo(404);
    }
  }

  @Test
  void findsNothingWrongInAGoodPageUnderItsOwnPolicy() {
    try (var visit = visit(Window.PHONE)) {
      visit.open(at("good"));

      Looks.assertAccessible(visit.page());
      Looks.assertNoSidewaysScroll(visit.page());
      assertThat(visit.requests()).containsExactly(at("good"));
      assertThat(Loading.of(visit.page()).bytes()).isBetween(200L, 2_000L);
    }
  }

  @Test
  void noticesAFieldWithoutAName() {
    try (var visit = visit(Window.DESKTOP)) {
      visit.open(at("nameless"));

      assertThatThrownBy(() -> Looks.assertAccessible(visit.page()))
          .hasMessageContaining("label at input");
    }
  }

  @Test
  void noticesAPageThatIsTooWide() {
    try (var visit = visit(Window.PHONE)) {
      visit.open(at("wide"));

      assertThatThrownBy(() -> Looks.assertNoSidewaysScroll(visit.page()))
          .hasMessageContaining("of 360 in a window of 360")
          .hasMessageContaining("<p style=");
    }
  }

  @Test
  void runsNoScriptsWhereTheyAreOff() {
    try (var visit = visit(Window.DESKTOP.withoutScripts())) {
      visit.open(at("throws"));

      assertThat(visit.takeTroubles()).isEmpty();
    }
  }

  private Visit visit(Window window) {
    return chromium.visit(window, at(""));
  }

  private URI at(String name) {
    return URI.create("http://127.0.0.1:" + site.port() + "/" + name);
  }
}
