package dev.cloakroom.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import dev.cloakroom.SocketClient;
import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.LinkView;
import dev.cloakroom.workload.MayAsk;
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
class ConsentApiTest {
  @TempDir Path temporary;
  private RealRooms rooms;
  private Listener listener;
  private SocketClient client;

  @BeforeEach
  void open() {
    rooms = new RealRooms(temporary);
    var api = new ConsentApi(rooms.consents, rooms.login, rooms.devices, rooms.links);
    var socket = temporary.resolve("control");
    listener = Listener.onSocket(socket, api.routes(), Limits.standard());
    client = new SocketClient(socket, "");
  }

  @AfterEach
  void close() {
    listener.close();
    rooms.close();
  }

  @Test
  void givesTheProvidersAddressForABrowserElsewhere() {
    var path = path(rooms.consents.connect("google", null, Scopes.NONE));

    var link = client.ask("POST", path + "/login", "{}").as(LinkView.class).link();

    assertThat(link)
        .startsWith("https://accounts.google.com/o/oauth2/v2/auth?")
        .contains("code_challenge_method=S256")
        .contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A7878%2Fcallback");
  }

  @Test
  void takesBackWhatThePersonRaised() {
    var request = rooms.consents.connect("google", null, Scopes.NONE);

    var answer = client.ask("DELETE", path(request), "{}").as(ConsentView.class);

    assertThat(answer.state()).isEqualTo("denied");
    assertThat(rooms.consents.open()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/device, '{}'",
    "/login, '{}'",
    "/callback, '{\"address\":\"http://127.0.0.1/callback?state=s\"}'",
    "/account, '{\"answer\":\"save\",\"login\":\"l\"}'",
  })
  void leavesWhatAWorkloadAskedForToTheConsole(String rest, String body) {
    var may = List.of(new MayAsk("google", Scopes.NONE));
    var request = rooms.consents.ask("chat", may, "google", Scopes.NONE);

    var answer = client.ask("POST", path(request) + rest, body);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("not-your-request");
    assertThat(client.ask("DELETE", path(request), "{}").body()).contains("not-your-request");
    assertThat(rooms.consents.open()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/callback, '{\"address\":\"hello\"}', paste-too-early",
    "/callback, '{\"address\":\"http://127.0.0.1:7878/callback?state=s&code=c\"}', state-unknown",
    "/callback, '{}', bad-json",
    "/account, '{\"answer\":\"save\",\"login\":\"made-up\"}', nothing-to-save",
    "/account, '{\"answer\":\"discard\",\"login\":\"made-up\"}', nothing-to-save",
    "/account, '{\"answer\":\"maybe\",\"login\":\"l\"}', bad-choice",
    "/account, '{\"answer\":\"save\"}', bad-json",
  })
  void namesWhatDoesNotFit(String rest, String body, String code) {
    var path = path(rooms.consents.connect("google", null, Scopes.NONE));

    assertThat(client.ask("POST", path + rest, body).body()).contains("\"" + code + "\"");
    assertThat(rooms.consents.open()).hasSize(1);
  }

  @Test
  void knowsNoOtherRequests() {
    var answer = client.ask("POST", "/v1/consents/" + "0".repeat(20) + "/login", "{}");

    assertThat(answer.status()).isEqualTo(404);
  }

  private static String path(ConsentRequest request) {
    return "/v1/consents/" + request.id();
  }
}
