package dev.cloakroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.MutableClock;
import dev.cloakroom.chaos.ChaosClient.Told;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each case does what its name says, byte for byte.
class CasesTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ChaosServer server = ChaosServer.start(0, clock);
  private final ChaosClient client = new ChaosClient(server.uri());

  @BeforeEach
  void hurry() {
    client.order("/chaos/settings", "{\"slowMillis\":10,\"hangMillis\":10}");
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  /// The case, what becomes of the refresh token that was sent, and a pattern of the whole reply
  /// with its line ends as `~`; all quotes are single ones.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ok                      | spent   | HTTP/1.1 200 OK~.*'token_type':'Bearer','expires_in':20,'refresh_token':'chaos-refresh.*
          single                  | spent   | HTTP/1.1 200 OK~.*
          leeway                  | live    | HTTP/1.1 200 OK~.*
          no-rotation             | live    | HTTP/1.1 200 OK~.*'refresh_token':'chaos-refresh.*
          no-refresh-token        | live    | HTTP/1.1 200 OK~((?!refresh_token).)*
          refresh-token-empty     | live    | HTTP/1.1 200 OK~.*'refresh_token':''.*
          refresh-token-null      | live    | HTTP/1.1 200 OK~.*'refresh_token':null,.*
          same-access-token       | live    | HTTP/1.1 200 OK~.*'access_token':'ACCESS'.*
          lost-reply              | spent   | -
          lost-reply-leeway       | live    | -
          lost-reply-no-rotation  | live    | -
          lost-request            | live    | -
          half-reply              | live    | HTTP/1.1 200 OK~.*~~.'access_token':'[^}]*
          500-after-grant         | live    | HTTP/1.1 500 Internal Server Error~.*
          slow                    | spent   | HTTP/1.1 200 OK~.*}
          trickle                 | spent   | HTTP/1.1 200 OK~.*}
          hang                    | live    | -
          429-seconds             | live    | HTTP/1.1 429 .*~Retry-After: 10~.*
          429-date                | live    | HTTP/1.1 429 .*~Retry-After: Sun, 01 Mar 2026 12:00:10 GMT~.*
          429                     | live    | HTTP/1.1 429 ((?!Retry-After).)*
          429-year                | live    | HTTP/1.1 429 .*~Retry-After: 31536000~.*
          429-nonsense            | live    | HTTP/1.1 429 .*~Retry-After: soon~.*
          500                     | live    | HTTP/1.1 500 .*~~.'error':'temporarily_unavailable'.*
          502-html                | live    | HTTP/1.1 502 .*text/html.*<html>.*
          503-retry-after         | live    | HTTP/1.1 503 .*~Retry-After: 10~.*
          503-once                | live    | HTTP/1.1 503 .*
          temporarily-unavailable | live    | HTTP/1.1 400 .*'error':'temporarily_unavailable'.*
          409                     | live    | HTTP/1.1 409 .*
          html-200                | live    | HTTP/1.1 200 OK~.*text/html.*<html>.*
          empty-200               | live    | HTTP/1.1 200 OK~Content-Length: 0~~
          empty-400               | live    | HTTP/1.1 400 Bad Request~Content-Length: 0~~
          html-400                | live    | HTTP/1.1 400 .*<html>.*
          html-403                | live    | HTTP/1.1 403 .*<html>.*
          redirect-302            | live    | HTTP/1.1 302 Found~Location: http://localhost:[0-9]+/elsewhere~.*
          redirect-307            | live    | HTTP/1.1 307 .*~Location: http://localhost:[0-9]+/elsewhere~.*
          invalid-grant           | revoked | HTTP/1.1 400 .*'error':'invalid_grant'.*
          invalid-grant-401       | revoked | HTTP/1.1 401 .*'error':'invalid_grant'.*
          invalid-grant-403       | revoked | HTTP/1.1 403 .*'error':'invalid_grant'.*
          invalid-grant-200       | revoked | HTTP/1.1 200 .*'error':'invalid_grant'.*
          bad-refresh-token       | revoked | HTTP/1.1 200 .*'error':'bad_refresh_token'.*
          refresh-token-reused    | revoked | HTTP/1.1 401 .*'error':'refresh_token_reused'.*
          invalid-client          | live    | HTTP/1.1 401 .*WWW-Authenticate: Basic.*'error':'invalid_client'.*
          unknown-error           | live    | HTTP/1.1 400 .*'error':'computer_says_no'.*
          error-object            | live    | HTTP/1.1 400 .*'error':.'code':400.*
          error-beside-token      | spent   | HTTP/1.1 200 .*'access_token'.*'error':''.*
          expires-in-missing      | spent   | HTTP/1.1 200 ((?!expires_in).)*
          expires-in-zero         | spent   | HTTP/1.1 200 .*'expires_in':0,.*
          expires-in-negative     | spent   | HTTP/1.1 200 .*'expires_in':-1,.*
          expires-in-float        | spent   | HTTP/1.1 200 .*'expires_in':19.5,.*
          expires-in-string       | spent   | HTTP/1.1 200 .*'expires_in':'20',.*
          expires-in-words        | spent   | HTTP/1.1 200 .*'expires_in':'one hour',.*
          expires-in-huge         | spent   | HTTP/1.1 200 .*'expires_in':999999999999,.*
          expires-in-epoch        | spent   | HTTP/1.1 200 .*'expires_in':1772366420,.*
          expires-in-epoch-millis | spent   | HTTP/1.1 200 .*'expires_in':1772366420000,.*
          clock-skew              | spent   | HTTP/1.1 200 .*~Date: Sun, 01 Mar 2026 09:00:00 GMT~.*
          type-html               | spent   | HTTP/1.1 200 OK~Content-Type: text/html~.*'access_token'.*
          type-missing            | spent   | HTTP/1.1 200 OK~((?!Content-Type).)*'access_token'.*
          form-encoded            | spent   | HTTP/1.1 200 .*x-www-form-urlencoded.*~~access_token=chaos-access.*&expires_in=20&.*
          token-type-missing      | spent   | HTTP/1.1 200 ((?!token_type).)*
          token-type-lower        | spent   | HTTP/1.1 200 .*'token_type':'bearer'.*
          token-type-odd          | spent   | HTTP/1.1 200 .*'token_type':'Chaos-oauthtoken'.*
          scope-less              | spent   | HTTP/1.1 200 .*'scope':'calendar'.*
          scope-array             | spent   | HTTP/1.1 200 .*'scope':.'calendar','offline_access'.*
          scope-missing           | spent   | HTTP/1.1 200 ((?!scope).)*
          bom                     | spent   | HTTP/1.1 200 .*~~\uFEFF.'access_token'.*
          duplicate-keys          | spent   | HTTP/1.1 200 .*'refresh_token':'not-this-one'.*'refresh_token':'chaos-refresh.*
          big-body                | spent   | HTTP/1.1 200 .*Content-Length: 1000[0-9]{3}~.*x'}
          gzip                    | spent   | HTTP/1.1 200 .*~Content-Encoding: gzip~.*
          broken-chunks           | live    | HTTP/1.1 200 .*~Transfer-Encoding: chunked~~[0-9a-f]+~.*~no chunk at all~
          length-too-long         | live    | HTTP/1.1 200 .*}
          length-too-short        | live    | HTTP/1.1 200 .*}
          """)
  void refreshesAreAnsweredAs(String name, String token, String pattern) throws IOException {
    var family = client.family("{\"case\":\"%s\",\"lifetime\":20}".formatted(name));

    var reply = refresh(family).replace("\r\n", "~").replace('"', '\'');

    var wanted = pattern.replace("ACCESS", Pattern.quote(family.text("access_token")));
    assertThat(wanted.equals("-") ? "-" + reply : reply).matches("(?s)" + wanted);
    assertThat(client.state(family.text("refresh_token"))).isEqualTo(token);
  }

  @Test
  void theNextRefreshOfASurvivorIsGranted() throws IOException {
    for (var one : refreshes().toList()) {
      var family = client.family("{\"case\":\"%s\",\"rotation\":\"none\"}".formatted(one.id()));
      refresh(family);
      refresh(family);

      client.order("/chaos/families/" + family.text("id") + "/case", "{\"case\":\"ok\"}");

      assertThat(client.refresh(family, family.text("refresh_token")).statusCode())
          .as(one.id())
          .isEqualTo(one.hope() == Hope.DEAD ? 400 : 200);
    }
  }

  @Test
  void replyLengthsThatLieDoSoByTheirName() throws IOException {
    var tooLong = client.family("{\"case\":\"length-too-long\"}");
    var tooShort = client.family("{\"case\":\"length-too-short\"}");

    assertThat(lengthAhead(refresh(tooLong))).isEqualTo(64);
    assertThat(lengthAhead(refresh(tooShort))).isNegative();
  }

  @ParameterizedTest
  @CsvSource({
    "ok, code iss state",
    "iss-other, code iss state",
    "iss-missing, code state",
    "state-other, code iss state",
    "login-denied, error iss state"
  })
  void loginsEndAtTheCallbackWith(String name, String parameters) throws IOException {
    var reply =
        send(
            "GET /authorize?client_id="
                + name
                + "&state=s&redirect_uri=http://127.0.0.1/x HTTP/1.1\r\n\r\n");
    var location =
        reply.lines().filter(line -> line.startsWith("Location: ")).findFirst().orElseThrow();

    var sent = Call.fields(location.split("\\?", 2)[1]);

    assertThat(String.join(" ", new TreeSet<>(sent.keySet()))).isEqualTo(parameters);
    assertThat(sent.get("iss"))
        .isEqualTo(name.equals("iss-other") ? "https://honest.example" : sent.get("iss"));
    assertThat(sent.get("state")).isEqualTo(name.equals("state-other") ? "not-the-one" : "s");
  }

  @Test
  void aRefreshTokenThatFollowsARedirectIsSeen() {
    var family = client.family("{\"case\":\"redirect-307\"}");

    client.form("/elsewhere", "refresh_token=" + family.text("refresh_token"));

    assertThat(client.view(family).members()).containsEntry("leaks", 1L);
  }

  @Test
  void theTableAboveKnowsAllRefreshes() throws NoSuchMethodException {
    var table =
        CasesTest.class
            .getDeclaredMethod("refreshesAreAnsweredAs", String.class, String.class, String.class)
            .getAnnotation(CsvSource.class)
            .textBlock()
            .lines()
            .map(line -> line.split("\\|", 2)[0].strip())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(table)
        .isEqualTo(refreshes().map(Case::id).collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void theDocumentHasAllCasesInTheirWords() throws IOException {
    var document = Files.readString(Path.of("docs/chaos.md"));

    assertThat(Cases.all())
        .allSatisfy(one ->
            assertThat(document).contains("| `%s` | %s |".formatted(one.id(), one.sentence())));
  }

  private static Stream<Case> refreshes() {
    return Cases.all().stream().filter(one -> one.act() instanceof Act.Refreshing);
  }

  private static int lengthAhead(String reply) {
    var parts = reply.split("\r\n\r\n", 2);
    var length = parts[0].replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
    return Integer.parseInt(length) - parts[1].length();
  }

  /// The whole reply to a refresh.
  private String refresh(Told family) throws IOException {
    var form =
        "grant_type=refresh_token&client_id=%s&refresh_token=%s"
            .formatted(family.text("client_id"), family.text("refresh_token"));
    return send(
        "POST /token HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s".formatted(form.length(), form));
  }

  /// Everything that comes back until the server has nothing more to say.
  private String send(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
