package dev.cloakroom.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.cloakroom.SocketClient;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.wire.DialectView;
import dev.cloakroom.wire.Wire;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DialectApiTest {
  @TempDir Path temporary;
  private Listener listener;
  private SocketClient client;

  @BeforeEach
  void open() {
    var socket = temporary.resolve("control");
    var routes = new DialectApi(Dialects.builtIn()).routes();
    listener = Listener.onSocket(socket, routes, Limits.standard());
    client = new SocketClient(socket, "");
  }

  @AfterEach
  void close() {
    listener.close();
  }

  @Test
  void tellsOfAllWhatTheirRunsWouldHold() {
    var all = Wire.readList(DialectView.class, client.get("/v1/dialects").body());

    assertThat(all).extracting(DialectView::name).contains("nanoclaw", "codex", "kimi-code");
    assertThat(all)
        .allSatisfy(dialect -> {
          assertThat(dialect.deliveries()).isNotEmpty();
          assertThat(dialect.deliveries()).allMatch(delivery -> !delivery.holds().isEmpty());
        });
  }

  @Test
  void tellsTheVariablesAndFilesOfOne() {
    var codex = client.get("/v1/dialects/codex").as(DialectView.class);

    var files = codex.deliveries().getLast();
    assertThat(codex.deliveries().getFirst().mode()).isEqualTo("token-endpoint");
    assertThat(files.mode()).isEqualTo("adopted-file");
    assertThat(files.environment()).containsExactly(entry("CODEX_HOME", "/home/.codex"));
    assertThat(files.files())
        .containsEntry("/home/.codex/config.toml", "the run's own")
        .containsEntry("/home/.cloakroom/openai/auth.json", "the tokens, read-write")
        .containsEntry("/home/.codex/auth.json", "a link to /home/.cloakroom/openai/auth.json");
  }

  @Test
  void knowsNoOthers() {
    var answer = client.get("/v1/dialects/nothing");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("\"unknown-dialect\"");
  }
}
