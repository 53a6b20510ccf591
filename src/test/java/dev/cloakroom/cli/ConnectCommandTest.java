package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.http.Reply;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.Wire;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectCommandTest {
  private static final String LINK = "http://127.0.0.1:7878/c/abc";

  @TempDir private Path folder;
  private FakeHost host;
  private Shell shell;

  @BeforeEach
  void openHost() {
    host = new FakeHost(folder.resolve("s"));
    shell = new Shell(folder.resolve("s"));
    host.answers("POST /v1/connect", consent("open", null));
    host.answers(
        "GET /v1/accounts",
        """
        [{"account":"google/ana","label":"ana@example.com","state":"healthy","reason":"",\
        "scope":"a","generation":1}]\
        """);
  }

  @AfterEach
  void closeHost() {
    host.close();
  }

  @Test
  void waitsForTheAnswerAndSaysWhoseAccountWasSaved() {
    answered("open", "open", "allowed");

    assertThat(shell.run("connect", "google", "--as", "ana", "--scopes", "a,b c")).isZero();
    assertThat(shell.out()).isEqualTo(LINK + "\nConnected google/ana, which is ana@example.com.\n");
    assertThat(host.body("POST", "/v1/connect"))
        .isEqualTo("{\"provider\":\"google\",\"as\":\"ana\",\"scopes\":[\"a\",\"b\",\"c\"]}");
    assertThat(host.asked("GET", "/v1/consents/c-1")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"denied, 6", "blocked, 6", "expired, 4"})
  void saysWhyThereIsNoAccount(String state, int exit) {
    answered(state);

    assertThat(shell.run("connect", "google")).isEqualTo(exit);
    assertThat(shell.err()).contains("google was not connected", "[consent-" + state + "]");
  }

  @Test
  void opensTheBrowserForAPersonOnly() {
    answered("allowed");
    var piped = new Shell(folder.resolve("s"));
    var unwilling = new Shell(folder.resolve("s")).attended(Terminal.Side.OUT);

    shell.attended(Terminal.Side.OUT).run("connect", "google");
    piped.run("connect", "google");
    unwilling.run("connect", "google", "--no-browser");

    assertThat(shell.opened).containsExactly(LINK);
    assertThat(piped.opened).isEmpty();
    assertThat(unwilling.opened).isEmpty();
  }

  @Test
  void printsBothStatesAsJson() {
    answered("allowed");

    assertThat(shell.run("connect", "google", "--json")).isZero();
    assertThat(shell.out())
        .isEqualTo(consent("open", null) + "\n" + consent("allowed", "google/ana") + "\n");
  }

  @Test
  void leavesWhenItIsAskedTo() {
    host.answers(
        "GET /v1/consents/{id}",
        _ -> {
          shell.signal(2);
          return Reply.json(consent("expired", null));
        });

    shell.run("connect", "google");

    assertThat(shell.left).containsExactly(130);
    assertThat(shell.err()).contains("the link can still be answered");
  }

  private void answered(String... states) {
    for (var state : states) {
      host.answers(
          "GET /v1/consents/{id}", consent(state, state.equals("allowed") ? "google/ana" : null));
    }
  }

  private static String consent(String state, @Nullable String account) {
    return Wire.json(
        new ConsentView(
            "c-1", "host", "google", "a", state, account, LINK, Shell.NOW, null, null, null));
  }
}
