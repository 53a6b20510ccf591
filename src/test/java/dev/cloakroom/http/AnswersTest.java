package dev.cloakroom.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
  private final Answers answers =
      new Answers(
          List.of(
              Route.get("/a/{one}/{two}", AnswersTest::path),
              Route.post("/a/{one}/{two}", AnswersTest::path),
              Route.get("/a/fixed/{two}", _ -> Reply.text(200, "text/plain", "half fixed")),
              Route.get("/a/b/c", _ -> Reply.text(200, "text/plain", "fixed")),
              Route.get(
                  "/problem", _ -> failing(new Problem(Kind.EXPIRED, "worn-out", "renew it"))),
              Route.get("/large", _ -> outOfMemory()),
              Route.get("/bug", _ -> failing(new IllegalStateException("a secret message")))));

  @ParameterizedTest
  @CsvSource({
    "/a/x/y, x y",
    "/a/x%20z/y+1, x z y+1",
    "/a/%C3%A9/%2525, é %25",
    "/a/b/c, fixed",
    "/a/fixed/y, half fixed",
  })
  void decodesParameters(String path, String expected) {
    assertThat(text(ask("GET", path))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/../y",
        "/a/%2e%2e/y",
        "/a/./y",
        "/a/x%2Fz/y",
        "/a/x%5Cz/y",
        "/a/x%00/y",
        "/a/x%0a/y",
        "/a/x%/y",
        "/a/%zz/y",
        "/a/%ff/y",
        "a/b/c",
        "*",
        "http://evil/a/b/c"
      })
  void refusesPathsWithTwoMeanings(String path) {
    var reply = ask("GET", path);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(text(reply)).contains("\"code\":\"bad-path\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "/a/x", "/a/x/y/", "/a//y", "/b/x/y", "//a/x/y"})
  void knowsNoOtherPath(String path) {
    assertThat(ask("GET", path).status()).isEqualTo(404);
  }

  @Test
  void namesTheMethodsThatAPathTakes() {
    var reply = ask("DELETE", "/a/x/y");

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.headers()).containsEntry("Allow", "GET, HEAD, POST");
  }

  @Test
  void reportsAProblemAsRfc9457Has() {
    var reply = ask("GET", "/problem");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsEntry("Content-Type", "application/problem+json");
    assertThat(text(reply))
        .isEqualTo(
            "{\"type\":\"urn:cloakroom:problem:worn-out\",\"title\":\"Token expired\",\"status\":503,"
                + "\"detail\":\"renew it\",\"code\":\"worn-out\",\"exit\":3}");
  }

  @Test
  void tellsNothingOfABugButItsId() {
    var logger = Logger.getLogger(Answers.class.getName());
    logger.setLevel(Level.OFF);

    var reply = ask("GET", "/bug");

    logger.setLevel(null);
    assertThat(reply.status()).isEqualTo(500);
    assertThat(text(reply)).contains("\"code\":\"internal\"").containsPattern("error id [0-9a-f]+");
    assertThat(text(reply)).doesNotContain("secret", "IllegalState");
  }

  @Test
  void saysWhenTheMemoryIsTooSmall() {
    var logger = Logger.getLogger(Answers.class.getName());
    logger.setLevel(Level.OFF);

    var reply = ask("GET", "/large");

    logger.setLevel(null);
    assertThat(reply.status()).isEqualTo(500);
    assertThat(text(reply)).contains("\"code\":\"out-of-memory\"");
  }

  @Test
  void readsQueriesFormsCookiesAndJson() {
    var headers =
        Map.of(
            "cookie", List.of("a=1; session=x=y", "session=z"),
            "content-type", List.of("application/x-www-form-urlencoded; charset=utf-8"));
    var body = "name=Ana+%26+Bea&name=twice&empty=".getBytes(UTF_8);

    var request = new Request("POST", "/", Map.of(), Decoding.pairs("q=%2B&q=2&"), headers, body);

    assertThat(request.cookie("session")).contains("x=y");
    assertThat(request.cookie("ession")).isEmpty();
    assertThat(request.form("name")).contains("Ana & Bea");
    assertThat(request.form("empty")).contains("");
    assertThat(request.query("q")).contains("+");
    assertThatThrownBy(request::json).hasMessageContaining("application/json");
  }

  @Test
  void refusesABrokenQuery() {
    assertThat(text(answers.to("GET", "/a/b/c", "x=%", Map.of(), new byte[0])))
        .contains("bad-encoding");
  }

  @Test
  void takesNoTwoRoutesForOnePath() {
    var route = Route.get("/x", _ -> Reply.noContent());

    assertThatThrownBy(() -> new Answers(List.of(route, route))).hasMessageContaining("GET /x");
  }

  private Reply ask(String method, String path) {
    return answers.to(method, path, "", Map.of(), new byte[0]);
  }

  private static Reply path(Request request) {
    var text = request.parameter("one") + " " + request.parameter("two");
    return Reply.text(200, "text/plain", text);
  }

  private static Reply failing(RuntimeException failure) {
    throw failure;
  }

  private static Reply outOfMemory() {
    throw new OutOfMemoryError("on purpose");
  }

  private static String text(Reply reply) {
    return reply.body() instanceof Reply.Body.Whole(var bytes) ? new String(bytes, UTF_8) : "";
  }
}
