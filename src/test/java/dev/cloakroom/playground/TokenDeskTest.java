package dev.cloakroom.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenDeskTest {
  private final Playground playground = new Playground();

  @Test
  void givesATokenSetForACode() {
    var reply = playground.connect("Ana", "calendar email");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.json())
        .containsEntry("token_type", "Bearer")
        .containsEntry("expires_in", 60L)
        .containsEntry("scope", "calendar email");
    assertThat(reply.field("access_token")).startsWith("canary-access-");
    assertThat(reply.field("refresh_token")).startsWith("canary-refresh-");
  }

  @ParameterizedTest
  @CsvSource({
    "code_verifier, another-verifier-of-at-least-forty-three-characters",
    "redirect_uri, http://127.0.0.1:4712/callback",
    "code, never-seen",
  })
  void refusesACodeWithAWrongProof(String field, String wrong) {
    var form = new LinkedHashMap<>(Playground.redemption(playground.code("Ana", "calendar")));
    form.put(field, wrong);

    var reply = playground.post("/token", form);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.field("error")).isEqualTo("invalid_grant");
    assertThat(playground.provider.counts().codes()).isZero();
  }

  @Test
  void usesACodeUpWithAWrongProof() {
    var code = playground.code("Ana", "calendar");
    var wrong = Playground.redemption(code);
    wrong.put("code_verifier", "another-verifier-of-at-least-forty-three-characters");
    playground.post("/token", wrong);

    assertThat(playground.redeem(code).field("error")).isEqualTo("invalid_grant");
  }

  @Test
  void refusesACodeAfterAMinute() {
    var code = playground.code("Ana", "calendar");
    playground.clock.advance(Duration.ofMinutes(1));

    assertThat(playground.redeem(code).field("error")).isEqualTo("invalid_grant");
  }

  @Test
  void endsTheFamilyOfACodeThatIsReplayed() {
    var code = playground.code("Ana", "calendar");
    var first = playground.redeem(code);

    var replayed = playground.redeem(code);

    assertThat(replayed.field("error")).isEqualTo("invalid_grant");
    assertThat(playground.get("/userinfo", first.field("access_token")).status()).isEqualTo(401);
    assertThat(playground.refresh(first.field("refresh_token")).status()).isEqualTo(400);
  }

  @Test
  void rotatesTheRefreshToken() {
    var first = playground.connect("Ana", "calendar");

    var second = playground.refresh(first.field("refresh_token"));
    var third = playground.refresh(second.field("refresh_token"));

    assertThat(third.status()).isEqualTo(200);
    assertThat(third.field("refresh_token"))
        .isNotEqualTo(second.field("refresh_token"))
        .isNotEqualTo(first.field("refresh_token"));
    assertThat(playground.provider.counts()).isEqualTo(new Counts(1, 2, 0, 0, 0));
  }

  @Test
  void endsTheFamilyWhenASpentRefreshTokenComesBack() {
    var first = playground.connect("Ana", "calendar");
    var second = playground.refresh(first.field("refresh_token"));

    var reused = playground.refresh(first.field("refresh_token"));

    assertThat(reused.field("error")).isEqualTo("invalid_grant");
    assertThat(playground.refresh(second.field("refresh_token")).status()).isEqualTo(400);
    assertThat(playground.get("/userinfo", second.field("access_token")).status()).isEqualTo(401);
    assertThat(playground.provider.counts()).isEqualTo(new Counts(1, 1, 2, 1, 0));
  }

  @Test
  void leavesTheFamiliesOfOthersAlone() {
    var ana = playground.connect("Ana", "calendar");
    var ben = playground.connect("Ben", "calendar");
    playground.refresh(ana.field("refresh_token"));
    playground.refresh(ana.field("refresh_token"));

    assertThat(playground.refresh(ben.field("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void spendsARefreshTokenOnceForTwoAtOnce() throws InterruptedException, ExecutionException {
    int rounds = 2_000; // the window is a few nanoseconds wide: without the lock some rounds hit it
    var together = new CyclicBarrier(2);

    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < rounds; round++) {
        var spent = playground.connect("Ana", "calendar").field("refresh_token");
        Callable<Integer> refresh =
            () -> {
              together.await();
              return playground.refresh(spent).status();
            };
        threads.invokeAll(List.of(refresh, refresh)).getLast().get();
      }
    }

    assertThat(playground.provider.counts())
        .isEqualTo(new Counts(rounds, rounds, rounds, rounds, 0));
  }

  @Test
  void narrowsTheScopesOfOneAccessTokenOnly() {
    var first = playground.connect("Ana", "calendar email");

    var narrow = playground.refresh(first.field("refresh_token"), "email");
    var wide = playground.refresh(narrow.field("refresh_token"));

    assertThat(narrow.field("scope")).isEqualTo("email");
    assertThat(wide.field("scope")).isEqualTo("calendar email");
  }

  @Test
  void widensNoScopesAndSpendsNothing() {
    var first = playground.connect("Ana", "email");

    var wider = playground.refresh(first.field("refresh_token"), "email calendar");

    assertThat(wider.field("error")).isEqualTo("invalid_scope");
    assertThat(playground.refresh(first.field("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void revokesAFamilyByItsRefreshToken() {
    var tokens = playground.connect("Ana", "calendar");

    var reply = playground.revoke(tokens.field("refresh_token"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(playground.get("/userinfo", tokens.field("access_token")).status()).isEqualTo(401);
    assertThat(playground.refresh(tokens.field("refresh_token")).field("error"))
        .isEqualTo("invalid_grant");
    assertThat(playground.provider.counts().revocations()).isEqualTo(1);
  }

  @Test
  void revokesAnAccessTokenAlone() {
    var tokens = playground.connect("Ana", "calendar");

    playground.revoke(tokens.field("access_token"));

    assertThat(playground.get("/userinfo", tokens.field("access_token")).status()).isEqualTo(401);
    assertThat(playground.refresh(tokens.field("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void callsAnUnknownTokenRevoked() {
    assertThat(playground.revoke("never-seen").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type=refresh_token&client_id=cloakroom-demo, 400, invalid_request",
    "grant_type=authorization_code&client_id=cloakroom-demo, 400, invalid_request",
    "client_id=cloakroom-demo, 400, invalid_request",
    "client_id=cloakroom-demo&client_id=cloakroom-demo, 400, invalid_request",
    "client_id=%zz, 400, invalid_request",
    "grant_type=password&client_id=cloakroom-demo, 400, unsupported_grant_type",
    "grant_type=refresh_token&refresh_token=x, 401, invalid_client",
    "grant_type=refresh_token&client_id=another, 401, invalid_client",
  })
  void answersAWrongFormAsTheSpecificationSays(String body, int status, String error) {
    var reply = playground.postRaw("/token", body);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.field("error")).isEqualTo(error);
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void describesItself() {
    var metadata = playground.getWithoutToken("/.well-known/oauth-authorization-server").json();

    assertThat(metadata)
        .containsAllEntriesOf(
            Map.of(
                "issuer", "http://127.0.0.1:9000",
                "token_endpoint", "http://127.0.0.1:9000/token",
                "revocation_endpoint", "http://127.0.0.1:9000/revoke",
                "authorization_response_iss_parameter_supported", true));
  }

  @Test
  void saysWhoseTokenItIs() {
    var ana = playground.connect("Ana Lovelace", "email").field("access_token");
    var ben = playground.connect("Ben", "email").field("access_token");

    var known = playground.get("/userinfo", ana);

    assertThat(known.json())
        .containsEntry("name", "Ana Lovelace")
        .containsEntry("email", "ana.lovelace@playground.example");
    assertThat(known.field("sub")).isNotEqualTo(playground.get("/userinfo", ben).field("sub"));
  }
}
