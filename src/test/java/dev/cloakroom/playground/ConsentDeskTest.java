package dev.cloakroom.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentDeskTest {
  private final Playground playground = new Playground();

  @Test
  void sendsTheCodeBackWithTheStateAndTheIssuer() {
    var attempt = Playground.attemptOn(playground.authorize(Playground.request()));
    playground.logIn(attempt, "Ana");

    var sentBack = playground.decide(attempt, "allow");

    assertThat(sentBack.status()).isEqualTo(303);
    assertThat(sentBack.header("Location")).startsWith(Playground.REDIRECT + "?");
    assertThat(sentBack.answer())
        .containsOnlyKeys("code", "state", "iss")
        .containsEntry("state", "st&te")
        .containsEntry("iss", "http://127.0.0.1:9000");
  }

  @Test
  void sendsADenialBackWithoutACode() {
    var attempt = Playground.attemptOn(playground.authorize(Playground.request()));
    playground.logIn(attempt, "Ana");

    var sentBack = playground.decide(attempt, "deny");

    assertThat(sentBack.answer())
        .containsOnlyKeys("error", "state", "iss")
        .containsEntry("error", "access_denied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:4711/callback/",
        "http://127.0.0.1:4711/callback?next=elsewhere",
        "http://127.0.0.1:4711/callback#fragment",
        "http://127.0.0.1:4711/callback/../elsewhere",
        "http://127.0.0.1:4711/Callback",
        "http://user@127.0.0.1:4711/callback",
        "http://127.0.0.1@evil.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "https://127.0.0.1:4711/callback",
        "http://localhost:4711/callback",
        "http://127.0.0.1:47 11/callback",
        ""
      })
  void sendsNobodyToAnAddressThatIsNotRegistered(String redirect) {
    var query = Playground.request();
    query.put("redirect_uri", redirect);

    var page = playground.authorize(query);

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.header("Location")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1/callback", "http://127.0.0.1:65535/callback"})
  void takesTheRegisteredAddressWithAnyPort(String redirect) {
    var query = Playground.request();
    query.put("redirect_uri", redirect);

    assertThat(playground.authorize(query).status()).isEqualTo(200);
  }

  @Test
  void knowsNoOtherClient() {
    var query = Playground.request();
    query.put("client_id", "somebody-else");

    assertThat(playground.authorize(query).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, token, unsupported_response_type",
    "code_challenge, '', invalid_request",
    "code_challenge, short, invalid_request",
    "code_challenge_method, plain, invalid_request",
    "scope, '', invalid_scope",
    "scope, calendar everything, invalid_scope",
  })
  void tellsTheClientWhatIsWrong(String parameter, String value, String error) {
    var query = Playground.request();
    query.put(parameter, value);

    var sentBack = playground.authorize(query);

    assertThat(sentBack.status()).isEqualTo(303);
    assertThat(sentBack.answer())
        .containsEntry("error", error)
        .containsEntry("state", "st&te")
        .containsEntry("iss", "http://127.0.0.1:9000");
  }

  @Test
  void namesTheClientAndTheScopesInPlainWords() {
    var attempt = Playground.attemptOn(playground.authorize(Playground.request()));
    playground.logIn(attempt, "Ana");

    var page = playground.consentPage(attempt).text();

    assertThat(page)
        .contains("Cloakroom (demo)", "See your calendars and the events in them", "Allow", "Deny");
  }

  @Test
  void escapesWhatAPersonTyped() {
    var attempt = Playground.attemptOn(playground.authorize(Playground.request()));
    playground.logIn(attempt, "<b onclick='x'>\"&");

    var page = playground.consentPage(attempt).text();

    assertThat(page)
        .contains("&lt;b onclick=&#39;x&#39;&gt;&quot;&amp;")
        .doesNotContain("<b onclick");
  }

  @Test
  void asksAgainForAName() {
    var attempt = Playground.attemptOn(playground.authorize(Playground.request()));

    var page = playground.logIn(attempt, "   ");

    assertThat(page.status()).isEqualTo(400);
    assertThat(Playground.attemptOn(page)).isEqualTo(attempt);
  }

  @Test
  void asksForTheNameBeforeTheConsent() {
    var attempt = Playground.attemptOn(playground.authorize(Playground.request()));

    assertThat(playground.consentPage(attempt).text()).contains("Your name");
    assertThat(playground.decide(attempt, "allow").status()).isEqualTo(400);
  }

  @Test
  void takesOneDecisionForOneAttempt() {
    var attempt = Playground.attemptOn(playground.authorize(Playground.request()));
    playground.logIn(attempt, "Ana");
    playground.decide(attempt, "deny");

    assertThat(playground.decide(attempt, "allow").status()).isEqualTo(400);
  }

  @Test
  void takesNoDecisionFromAnotherBrowser() {
    var attempt = Playground.attemptOn(playground.authorize(Playground.request()));
    playground.logIn(attempt, "Ana");
    playground.forgetCookies();

    assertThat(playground.decide(attempt, "allow").status()).isEqualTo(400);
  }

  @Test
  void forgetsAnAttemptAfterTenMinutes() {
    var attempt = Playground.attemptOn(playground.authorize(Playground.request()));
    playground.clock.advance(Duration.ofMinutes(10));

    assertThat(playground.logIn(attempt, "Ana").status()).isEqualTo(400);
  }

  @Test
  void letsNoPageBeFramedStoredOrScripted() {
    var page = playground.authorize(Playground.request());

    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
  }
}
