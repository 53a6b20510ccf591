package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.RealRooms;
import dev.cloakroom.SocketClient;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.SelfView;
import dev.cloakroom.wire.TokenView;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class RunSocketTest {
  private static final Grant GOOGLE = new Grant("w", ANA, "google", Scopes.NONE, Mode.ACCESS_FILE);

  @TempDir Path temporary;
  private RealRooms rooms;
  private FakeTenant tenant;
  private RunSocket socket;

  @BeforeEach
  void open() {
    rooms = new RealRooms(temporary);
    rooms.connect(ANA);
    tenant = new FakeTenant(rooms);
    socket = socket("s", "credential-1");
  }

  @AfterEach
  void close() {
    socket.close();
    rooms.close();
  }

  @Test
  void tellsARunAboutItself() {
    tenant.grants.add(GOOGLE);

    var self = run().get("/v1/run").as(SelfView.class);

    assertThat(self).isEqualTo(new SelfView("run-1", "w", List.of("google")));
  }

  @Test
  void refusesWhoeverLacksTheCredential() {
    tenant.grants.add(GOOGLE);

    var answers =
        List.of(
            with("").get("/v1/tokens/google"),
            with("Authorization: Bearer wrong").get("/v1/tokens/google"),
            with("Authorization: Basic credential-1").get("/v1/tokens/google"),
            with("Authorization: Bearer ").get("/v1/tokens/nothing"));

    assertThat(answers).allMatch(answer -> answer.status() == 403);
    assertThat(answers.stream().map(SocketClient.Answer::body).distinct())
        .singleElement()
        .asString()
        .contains("bad-credential");
  }

  @Test
  void refusesTheCredentialOfAnotherRun() {
    tenant.grants.add(GOOGLE);
    try (var other = socket("t", "credential-2")) {
      assertThat(other.path()).isDirectory();

      assertThat(with("Authorization: Bearer credential-2").get("/v1/tokens/google").status())
          .isEqualTo(403);
    }
  }

  @Test
  void givesTheTokenOfAGrant() {
    tenant.grants.add(GOOGLE);

    var token = run().get("/v1/tokens/google").as(TokenView.class);

    assertThat(token.accessToken()).isEqualTo(Secret.of("a1"));
    assertThat(token.scope()).isEqualTo(CALENDAR);
    assertThat(tenant.received).containsExactly(Secret.of("a1"));
  }

  @Test
  void givesNothingElse() {
    tenant.grants.add(new Grant("w", ANA, "narrow", Scopes.of("tasks"), Mode.ACCESS_FILE));

    var answers =
        List.of(
            run().get("/v1/tokens/google"),
            run().get("/v1/tokens/ana"),
            run().get("/v1/tokens/narrow"));

    assertThat(answers).allMatch(answer -> answer.status() == 403);
    assertThat(answers).allMatch(answer -> answer.body().contains("\"not-granted\""));
  }

  @Test
  void servesNoPathOfTheHost() {
    assertThat(run().get("/v1/accounts").status()).isEqualTo(404);
    assertThat(run().get("/v1/accounts/google/ana/token").status()).isEqualTo(404);
  }

  @Test
  void asksAndHearsTheAnswer() {
    var asked =
        run()
            .ask("POST", "/v1/consents", "{\"provider\":\"google\",\"scopes\":[\"calendar\"]}")
            .as(ConsentView.class);
    rooms.consents.deny(asked.id());

    var heard = run().get("/v1/consents/" + asked.id()).as(ConsentView.class);

    assertThat(asked.state()).isEqualTo("open");
    assertThat(asked.scope()).isEqualTo(CALENDAR);
    assertThat(asked.link()).isEqualTo("http://127.0.0.1:7878/consent/" + asked.id());
    assertThat(heard.state()).isEqualTo("denied");
  }

  @Test
  void waitsForTheAnswer() throws InterruptedException {
    var body = "{\"provider\":\"google\",\"wait_seconds\":60}";
    var waiting = CompletableFuture.supplyAsync(() -> run().ask("POST", "/v1/consents", body));
    tenant.waits.await();

    rooms.consents.deny(tenant.asked.getFirst());

    assertThat(waiting.join().as(ConsentView.class).state()).isEqualTo("denied");
  }

  @Test
  void refusesBodiesThatAreNoAsk() {
    var answers =
        List.of(
            run().ask("POST", "/v1/consents", "{}"),
            run().ask("POST", "/v1/consents", "null"),
            run().ask("POST", "/v1/consents", "{\"provider\":"),
            run().ask("POST", "/v1/consents", "[]"));

    assertThat(answers).allMatch(answer -> answer.status() == 400);
    assertThat(answers).allMatch(answer -> answer.body().contains("\"bad-json\""));
  }

  @Test
  void keepsTheCredentialInAFileForTheOwner() throws IOException {
    var file = socket.path().resolve("credential");

    assertThat(file).hasContent("credential-1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void isDeadAfterItsClosing() throws InterruptedException {
    var body = "{\"provider\":\"google\",\"wait_seconds\":3600}";
    var waiting =
        CompletableFuture.runAsync(() -> run().ask("POST", "/v1/consents", body))
            .exceptionally(_ -> null);
    tenant.waits.await();

    socket.close();

    assertThat(socket.path()).doesNotExist();
    assertThatThrownBy(() -> run().get("/v1/run")).isInstanceOf(UncheckedIOException.class);
    waiting.join();
  }

  @Test
  void answersABurstAndRefusesWhatIsTooMuch() throws IOException {
    var folder = temporary.resolve("t");
    var credential = Secret.of("credential-1");
    try (var _ = new RunSocket(folder, tenant, FakeTenant.rooms(rooms), credential, () -> 0);
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("socket")))) {
      var one = "GET /v1/run HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer credential-1\r\n";
      var all = (one + "\r\n").repeat(RunSocket.BURST) + one + "Connection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(all.getBytes(US_ASCII)));

      var replies = new String(Channels.newInputStream(channel).readAllBytes(), US_ASCII);
      assertThat(replies.split("HTTP/1.1 200", -1)).hasSize(RunSocket.BURST + 1);
      assertThat(replies).containsOnlyOnce("HTTP/1.1 429 ");
    }
  }

  private RunSocket socket(String name, String credential) {
    return new RunSocket(
        temporary.resolve(name), tenant, FakeTenant.rooms(rooms), Secret.of(credential));
  }

  private SocketClient run() {
    return with("Authorization: Bearer credential-1");
  }

  private SocketClient with(String header) {
    return new SocketClient(temporary.resolve("s/socket"), header);
  }
}
