package dev.cloakroom.control;

import static dev.cloakroom.RealRooms.ANA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.RealRooms;
import dev.cloakroom.consent.Browsers;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {
  @TempDir Path temporary;
  private RealRooms rooms;
  private Console console;

  @BeforeEach
  void open() {
    rooms = new RealRooms(temporary);
    var facts = new Control.HostFacts("0.1", "/home", "http://x", rooms.clock.instant());
    var control = new Control(ControlTest.all(rooms), () -> facts, rooms.clock);
    console = new Console(control, rooms.consents, rooms.browsers);
  }

  @AfterEach
  void close() {
    rooms.close();
  }

  @Test
  void showsAStrangerHowToComeInAndNothingElse() {
    rooms.connect(ANA);
    var madeUp = home("made-up");

    assertThat(List.of(home(""), madeUp)).allMatch(reply -> reply.status() == 403);
    assertThat(html(madeUp)).contains("cloakroom console").doesNotContain("google");
  }

  @Test
  void keepsABrowserOutThatCameForOneRequestOnly() {
    assertThat(home(cookieFor("0123")).status()).isEqualTo(403);
  }

  @Test
  void answersItsApiToTheLetInOnly() {
    rooms.connect(ANA);

    assertThat(html(api("/v1/accounts", cookieFor(Browsers.CONSOLE))))
        .contains("google/ana")
        .doesNotContain("access_token");
    assertThatThrownBy(() -> api("/v1/accounts", cookieFor("0123")))
        .hasMessageContaining("cloakroom console");
  }

  @Test
  void handsOutNoTokenOnItsPort() {
    assertThat(console.routes()).noneMatch(route -> route.pattern().contains("token"));
  }

  @Test
  void showsWhoAsksAndTheAccounts() {
    rooms.connect(ANA);
    var asked = rooms.consents.connect("google", null, Scopes.NONE);

    var page = html(home(cookieFor(Browsers.CONSOLE)));

    assertThat(page)
        .contains("/consent/" + asked.id(), "You asked to connect google", "google/ana", "healthy")
        .doesNotContain("a1<", "r1<");
  }

  @Test
  void showsWhatProvidersSayAsTextOnly() {
    var tokens =
        new TokenSet(
            Generation.NONE.next(),
            Secret.of("hidden-access"),
            Secret.of("hidden-refresh"),
            "Bearer",
            rooms.clock.instant(),
            null,
            Scopes.of("<img/src=x>"));
    rooms.broker.connect(ANA, "1", "<script>alert('ana')</script>", tokens);

    var page = html(home(cookieFor(Browsers.CONSOLE)));

    assertThat(page).contains("&lt;script&gt;", "for ever");
    assertThat(page).doesNotContain("<script", "<img", "hidden-");
  }

  @Test
  void letsABrowserLeaveByItsOwnForm() {
    var cookie = cookieFor(Browsers.CONSOLE);

    leave(cookie, "token=forged");
    assertThat(home(cookie).status()).isEqualTo(200);

    var token = Browsers.formToken(Secret.of(cookie));
    leave(cookie, "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    assertThat(home(cookie).status()).isEqualTo(403);
  }

  private Reply home(String cookie) {
    return route("/").handler().handle(request("GET", "/", cookie, ""));
  }

  private void leave(String cookie, String form) {
    var reply = route("/leave").handler().handle(request("POST", "/leave", cookie, form));
    assertThat(reply.status()).isEqualTo(303);
  }

  private static Request request(String method, String path, String cookie, String form) {
    var headers =
        Map.of(
            "cookie",
            List.of(Browsers.COOKIE + "=" + cookie),
            "content-type",
            List.of("application/x-www-form-urlencoded"));
    var body = form.getBytes(StandardCharsets.UTF_8);
    return new Request(method, path, Map.of(), Map.of(), headers, body);
  }

  private Reply api(String path, String cookie) {
    return route(path).handler().handle(request("GET", path, cookie, ""));
  }

  private Route route(String path) {
    var routes = console.routes().stream();
    return routes.filter(one -> one.pattern().equals(path)).findFirst().orElseThrow();
  }

  private String cookieFor(String purpose) {
    var entry = rooms.browsers.enter(rooms.browsers.invite(purpose), Optional.empty());
    return entry.orElseThrow().cookie().useText(text -> text);
  }

  private static String html(Reply reply) {
    if (!(reply.body() instanceof Reply.Body.Whole(var bytes))) {
      throw new IllegalStateException("a page is whole");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
