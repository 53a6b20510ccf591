package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import dev.cloakroom.SocketClient;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.wire.TokenView;
import dev.cloakroom.wire.TokensView;
import dev.cloakroom.workload.Grant;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class RunTokensTest {
  @TempDir Path temporary;
  private RealRooms rooms;
  private FakeTenant tenant;
  private RunSocket socket;

  @BeforeEach
  void open() {
    rooms = new RealRooms(temporary);
    rooms.connect(ANA);
    tenant = new FakeTenant(rooms);
    tenant.grants.add(grant(ANA, "google"));
    socket =
        new RunSocket(
            temporary.resolve("s"), tenant, FakeTenant.rooms(rooms), Secret.of("credential-1"));
  }

  @AfterEach
  void close() {
    socket.close();
    rooms.close();
  }

  @ParameterizedTest
  @CsvSource({
    "plain, a1",
    "header, Authorization: Bearer a1",
    "xoauth2, dXNlcj1hbmFAZXhhbXBsZS5jb20BYXV0aD1CZWFyZXIgYTEBAQ==",
  })
  void givesATokenInTheFormThatIsAskedFor(String form, String text) {
    var answer = run().get("/v1/tokens/google?as=" + form);

    assertThat(answer).isEqualTo(new SocketClient.Answer(200, text));
  }

  @Test
  void givesTheFileOfADialectWithoutTheRefreshToken() {
    var answer = run().get("/v1/tokens/google?as=nanoclaw");

    assertThat(answer.body().strip())
        .isEqualTo(
            "{\"access_token\":\"a1\",\"refresh_token\":null,\"expires_at\":\"2026-11-21T11:00:00.000Z\"}");
  }

  @Test
  void tellsTheTranscriptWhatItHasToHide() {
    run().get("/v1/tokens/google?as=xoauth2");

    assertThat(tenant.received)
        .containsExactly(
            Secret.of("a1"), Secret.of("dXNlcj1hbmFAZXhhbXBsZS5jb20BYXV0aD1CZWFyZXIgYTEBAQ=="));
  }

  @Test
  void namesTheFormsThatThereAre() {
    var answer = run().get("/v1/tokens/google?as=nothing");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"unknown-form\"", "plain, json", "cloakroom dialects");
  }

  @Test
  void givesATokenForServersOfItsProviderOnly() {
    var fits = run().get("/v1/tokens/google?as=plain&host=https://google.example/x");
    var other = run().get("/v1/tokens/google?as=plain&host=https://evil.example");

    assertThat(fits.body()).isEqualTo("a1");
    assertThat(other.status()).isEqualTo(404);
    assertThat(other.body()).contains("\"other-server\"").doesNotContain("a1");
  }

  @Test
  void findsTheTokensThatAreForAServer() {
    tenant.grants.add(grant(BEA, "bea"));
    tenant.grants.add(grant(new AccountId("github", "bot"), "github"));

    assertThat(names("")).containsExactly("google", "bea", "github");
    assertThat(names("?host=https://github.example")).containsExactly("github");
    assertThat(names("?host=google.example")).containsExactly("google", "bea");
    assertThat(names("?host=evil.example")).isEmpty();
  }

  @Test
  void getsANewTokenWhereOneWasRefused() {
    rooms.nextRefreshBrings("a2");

    var answer = run().get("/v1/tokens/google?as=plain&refused=1");

    assertThat(answer.body()).isEqualTo("a2");
  }

  @Test
  void getsATokenThatLivesLongEnough() {
    rooms.clock.advance(RealRooms.HOUR.minusMinutes(20));
    rooms.nextRefreshBrings("a2");

    var token = run().get("/v1/tokens/google?min_ttl=1800").as(TokenView.class);

    assertThat(token.accessToken()).isEqualTo(Secret.of("a2"));
    assertThat(run().get("/v1/tokens/google?min_ttl=soon").status()).isEqualTo(400);
    assertThat(run().get("/v1/tokens/google?min_ttl=-1").status()).isEqualTo(400);
  }

  private List<String> names(String query) {
    return run().get("/v1/tokens" + query).as(TokensView.class).tokens();
  }

  private SocketClient run() {
    return new SocketClient(temporary.resolve("s/socket"), "Authorization: Bearer credential-1");
  }

  private static Grant grant(AccountId account, String name) {
    return new Grant("w", account, name, Scopes.NONE, Mode.HELPER);
  }
}
