package dev.cloakroom.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.MutableClock;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DoorTest {
  private final MutableClock clock = new MutableClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final Browsers browsers = new Browsers(new Random(1), clock);
  private final AtomicInteger deeds = new AtomicInteger();

  @Test
  void showsAStrangerHowToComeInAndNothingElse() {
    var door = door("http://127.0.0.1:7878");

    for (var path : List.of("/", "/consent/{id}", "/enter/{key}")) {
      var reply = route(door, path).handler().handle(request("x", "x", "")).status();
      assertThat(reply).as(path).isEqualTo(403);
    }
  }

  @Test
  void opensAPageToItsOwnPurposeOnly() {
    var page = door("http://127.0.0.1:7878").get("/page", _ -> "a", (_, _) -> Reply.noContent());

    assertThat(status(page, enter("a"), "")).isEqualTo(204);
    assertThat(status(page, enter(Browsers.CONSOLE), "")).isEqualTo(204);
    assertThat(status(page, enter("b"), "")).isEqualTo(403);
  }

  @Test
  void takesFormsWithTheBrowsersOwnTokenOnly() {
    var form = door("http://127.0.0.1:7878").post("/deed", _ -> "a", (_, _) -> deed());
    var browser = enter("a");

    assertThat(status(form, browser, "token=" + browser.formToken())).isEqualTo(204);
    assertThat(status(form, browser, "token=" + enter("a").formToken())).isEqualTo(403);
    assertThat(status(form, browser, "")).isEqualTo(403);
    assertThat(deeds).hasValue(1);
  }

  @Test
  void takesNoCookieOfABrowserThatLeft() {
    var door = door("http://127.0.0.1:7878");
    var page = door.get("/page", _ -> "a", (_, _) -> Reply.noContent());
    var browser = enter(Browsers.CONSOLE);

    var left = route(door, "/b/{browser}/leave");

    assertThat(status(left, browser, "token=forged")).isEqualTo(403);
    assertThat(status(page, browser, "")).isEqualTo(204);
    assertThat(status(left, browser, "token=" + browser.formToken())).isEqualTo(200);
    assertThat(status(page, browser, "")).isEqualTo(403);
  }

  @Test
  void endsTheStreamsOfABrowserThatLeft() throws IOException {
    Reply.Body.Streamed tale = out -> out.write("told".getBytes(StandardCharsets.UTF_8));
    var page =
        door("http://127.0.0.1:7878").get("/tale", _ -> "a", (_, _) -> Reply.stream("x/y", tale));
    var browser = enter("a");
    var reply = page.handler().handle(request(browser.corner(), cookie(browser), ""));
    var heard = new ByteArrayOutputStream();
    var told = (Reply.Body.Streamed) reply.body();
    told.writeTo(heard);

    browsers.leave(browser);

    assertThatThrownBy(() -> told.writeTo(heard)).isInstanceOf(IOException.class);
    assertThat(heard).hasToString("told");
  }

  @Test
  void bindsTheCookieToHttpsWhereTheAddressIsHttps() {
    var door = door("https://cloak.example");
    var link = door.linkFor("a");

    var reply =
        route(door, "/enter/{key}")
            .handler()
            .handle(request(link.getPath().substring("/enter/".length()), "", ""));

    assertThat(link).hasToString("https://cloak.example" + link.getPath());
    assertThat(reply.headers().get("Set-Cookie")).endsWith("; HttpOnly; SameSite=Strict; Secure");
  }

  private Door door(String base) {
    return new Door(browsers, () -> URI.create(base));
  }

  private Browser enter(String purpose) {
    return browsers.enter(browsers.invite(purpose)).orElseThrow();
  }

  private Reply deed() {
    deeds.incrementAndGet();
    return Reply.noContent();
  }

  private static Route route(Door door, String pattern) {
    var routes = door.routes().stream();
    return routes.filter(route -> route.pattern().equals(pattern)).findFirst().orElseThrow();
  }

  private static int status(Route route, Browser browser, String form) {
    return route.handler().handle(request(browser.corner(), cookie(browser), form)).status();
  }

  private static String cookie(Browser browser) {
    return browser.cookie().useText(text -> text);
  }

  private static Request request(String parameter, String cookie, String form) {
    var headers =
        Map.of(
            "cookie",
            List.of("cloakroom=" + cookie),
            "content-type",
            List.of("application/x-www-form-urlencoded"));
    var parameters = Map.of("browser", parameter, "key", parameter, "id", parameter);
    var body = form.getBytes(StandardCharsets.UTF_8);
    return new Request("GET", "/", parameters, Map.of(), headers, body);
  }
}
