package dev.cloakroom.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VisitorTest {
  private static final Answers ANSWERS =
      new Answers(Map.of("name", "Ana"), List.of("Allow", "Save"));
  private static final String ASK =
      "<form method=post action=/asked><input type=hidden name=id value=7><button>Allow</button></form>";

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Visitor visitor = new Visitor();

  @AfterEach
  void close() throws Exception {
    visitor.close();
    for (var site : open) {
      site.close();
    }
  }

  @Test
  void answersAFormAndFollowsTheRedirectWithItsCookie() {
    var console =
        site(
            Route.get("/ask", _ -> Reply.html(200, ASK).header("Set-Cookie", "b=1; HttpOnly")),
            Route.post("/asked", _ -> Reply.seeOther(URI.create("/done"))),
            Route.get("/done", _ -> Reply.html(200, "All done.")));

    var visit = visitor.visit(console.at("/ask"), ANSWERS);

    assertThat(visit).isEqualTo(new Visit(200, console.at("/done"), "All done."));
    assertThat(new String(console.requests.get(1).body(), StandardCharsets.UTF_8))
        .isEqualTo("id=7");
    assertThat(header(console.requests.get(2), "cookie")).isEqualTo("b=1");
  }

  @Test
  void sendsWhatABrowserSends() {
    var elsewhere = site(Route.get("/far", _ -> Reply.html(200, "Far away.")));
    var console =
        site(
            Route.get("/ask", _ -> Reply.html(200, ASK)),
            Route.post("/asked", _ -> Reply.seeOther(elsewhere.at("/far"))));

    visitor.visit(console.at("/ask"), ANSWERS);

    var sent = console.requests;
    assertThat(header(sent.getFirst(), "sec-fetch-site")).isEqualTo("none");
    assertThat(header(sent.get(1), "sec-fetch-site")).isEqualTo("same-origin");
    assertThat(header(sent.get(1), "origin")).isEqualTo(console.at("").toString());
    assertThat(header(elsewhere.requests.getFirst(), "sec-fetch-site")).isEqualTo("same-site");
    assertThat(elsewhere.requests.getFirst().header("origin")).isEmpty();
  }

  @Test
  void stopsAtAPageThatFailed() {
    var console = site(Route.get("/ask", _ -> Reply.html(400, ASK)));

    assertThat(visitor.visit(console.at("/ask"), ANSWERS).status()).isEqualTo(400);
  }

  @Test
  void givesUpWhenThePagesGoInCircles() {
    var console = site(Route.get("/ask", _ -> Reply.seeOther(URI.create("/ask"))));

    assertThatThrownBy(() -> visitor.visit(console.at("/ask"), ANSWERS))
        .isInstanceOf(Problem.class)
        .extracting("code")
        .isEqualTo("visitor-lost");
  }

  @Test
  void saysWhichHostDoesNotAnswer() {
    var console = site();
    var address = console.at("/ask?code=x");
    console.close();

    assertThatThrownBy(() -> visitor.visit(address, ANSWERS))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageNotContaining("code");
  }

  @Test
  void consentsAtTheProviderOnTheWayThroughTheConsole() {
    var provider = site(new Playground().provider.routes().toArray(Route[]::new));
    var console = new AtomicReference<LoopbackSite>();
    console.set(site(consolePages(provider, () -> console.get().at("/callback"))));

    var visit = visitor.visit(console.get().at("/ask"), ANSWERS);

    assertThat(visit.page()).isEqualTo("Saved.");
    assertThat(provider.requests)
        .extracting(Request::path)
        .containsExactly(
            "/authorize", "/authorize/login", "/authorize/consent", "/authorize/consent");
    var callback = console.get().requests.get(2);
    assertThat(callback.query()).containsKeys("code", "state", "iss");
    assertThat(header(callback, "sec-fetch-site")).isEqualTo("same-site");
  }

  private LoopbackSite site(Route... routes) {
    var site = new LoopbackSite(List.of(routes));
    open.add(site);
    return site;
  }

  private static Route[] consolePages(LoopbackSite provider, Supplier<URI> callback) {
    var authorize =
        "/authorize?response_type=code&client_id=cloakroom-demo&scope=calendar&state=s"
            + "&code_challenge_method=S256&code_challenge="
            + Digest.challengeFor(Secret.of("verifier"))
            + "&redirect_uri=";
    var save = "<p>Is it you?</p><form method=post action=/save><button>Save</button></form>";
    return new Route[] {
      Route.get("/ask", _ -> Reply.html(200, ASK)),
      Route.post("/asked", _ -> Reply.seeOther(provider.at(authorize + callback.get()))),
      Route.get("/callback", _ -> Reply.html(200, save)),
      Route.post("/save", _ -> Reply.seeOther(URI.create("/saved"))),
      Route.get("/saved", _ -> Reply.html(200, "Saved."))
    };
  }

  private static String header(Request request, String name) {
    return request.header(name).orElse("");
  }
}
