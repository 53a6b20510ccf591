package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.cli.Terminal.Side;
import dev.cloakroom.http.Reply;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.DeviceView;
import dev.cloakroom.wire.LinkView;
import dev.cloakroom.wire.Wire;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `connect --device` and `connect --paste`.
class FarLoginTest extends WithFakeHost {
  private static final String LINK = "https://example.test/auth?state=s";
  private static final String PASTED = "http://127.0.0.1:7878/callback?code=c&state=s";
  private static final DeviceView DEVICE =
      new DeviceView(
          "WDJB-MJHT",
          "https://example.test/device",
          "https://example.test/device?user_code=WDJB-MJHT",
          Shell.NOW.plus(Duration.ofMinutes(10)),
          5);

  @BeforeEach
  void letALoginWait() {
    host.answers("POST /v1/connect", open(false));
    host.answers("POST /v1/consents/{id}/device", Wire.json(DEVICE));
    host.answers("POST /v1/consents/{id}/login", Wire.json(new LinkView(LINK)));
    host.answers("POST /v1/consents/{id}/callback", open(true));
    host.answers("POST /v1/consents/{id}/account", consent("allowed", "google/ana", false));
    host.answers("DELETE /v1/consents/{id}", consent("denied", null, false));
    host.answers("GET /v1/accounts", "[]");
  }

  @Test
  void showsTheCodeAndAsksWhoseAccountItIs() {
    host.answers("GET /v1/consents/{id}", open(false)).answers("GET /v1/consents/{id}", open(true));

    int exit = person("\n").run("connect", "google", "--device");

    assertThat(exit).isZero();
    assertThat(shell.out())
        .contains("  https://example.test/device\n  WDJB-MJHT\n")
        .endsWith("Connected google/ana.\n");
    assertThat(shell.err())
        .contains("waiting for the login; the code is good for 10 min")
        .contains("this is the account of ana@example.com at google\nSave it as google/ana? [Y/n]");
    assertThat(host.body("POST", "/v1/consents/c-1/account"))
        .isEqualTo("{\"answer\":\"save\",\"login\":\"l-1\"}");
    assertThat(host.asked("GET", "/v1/consents/c-1")).hasSize(2);
    assertThat(host.asked("DELETE", "/v1/consents")).isEmpty();
  }

  @Test
  void drawsThePictureWhereItFits() {
    host.answers("GET /v1/consents/{id}", open(true));
    var narrow = new Shell(folder.resolve("s")).attended(Side.OUT).columns(20);
    var piped = new Shell(folder.resolve("s")).columns(80);

    shell.attended(Side.OUT).columns(80).run("connect", "google", "--device", "--yes");
    narrow.run("connect", "google", "--device", "--yes");
    piped.run("connect", "google", "--device", "--yes");

    assertThat(shell.out()).contains("██ ▄▄▄▄▄ ██").doesNotContain("\u001b");
    assertThat(narrow.out()).contains("WDJB-MJHT").doesNotContain("█");
    assertThat(piped.out()).contains("WDJB-MJHT").doesNotContain("█");
  }

  @Test
  void paintsThePictureSoThatCamerasSeeItOnAnyGround() {
    host.answers("GET /v1/consents/{id}", open(true));

    shell.attended(Side.OUT).columns(80).colours().run("connect", "google", "--device", "--yes");

    assertThat(shell.out()).contains("\u001b[97;40m██ ▄▄▄▄▄ ██");
  }

  @ParameterizedTest
  @ValueSource(strings = {"n\n", "no\n", "what?\n", ""})
  void givesBackAnAccountThatIsNotTheRightOne(String answer) {
    host.answers("GET /v1/consents/{id}", open(true));

    assertThat(person(answer).run("connect", "google", "--device")).isEqualTo(6);

    assertThat(shell.err()).contains("[not-confirmed]");
    assertThat(host.body("POST", "/v1/consents/c-1/account")).contains("discard");
    assertThat(host.asked("DELETE", "/v1/consents/c-1")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"--device", "--paste"})
  void asksNobodyWithoutATerminal(String way) {
    assertThat(shell.run("connect", "google", way)).isEqualTo(2);

    assertThat(shell.err()).contains("[no-terminal]").contains("--yes");
    assertThat(host.asked("POST", "/v1/connect")).isEmpty();
  }

  @Test
  void takesOneWayOnly() {
    assertThat(person("").run("connect", "google", "--device", "--paste")).isEqualTo(2);
    assertThat(shell.err()).contains("[bad-choice]");
  }

  @Test
  void savesWithoutAsking() {
    host.answers("GET /v1/consents/{id}", open(true));

    int exit = shell.run("connect", "google", "--device", "--yes", "--json");

    assertThat(exit).isZero();
    assertThat(shell.out())
        .isEqualTo(Wire.json(DEVICE) + "\n" + consent("allowed", "google/ana", false) + "\n");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void takesTheRequestBackWhenItFails() {
    host.fails(
        "GET /v1/consents/{id}",
        new Problem(Kind.REFUSED, "refused-at-provider", "google did not grant it."));

    assertThat(shell.run("connect", "google", "--device", "--yes")).isEqualTo(6);

    assertThat(shell.err()).contains("[refused-at-provider]");
    assertThat(host.asked("DELETE", "/v1/consents/c-1")).hasSize(1);
  }

  @Test
  void takesTheRequestBackWhenItIsAskedToStop() {
    host.answers(
        "GET /v1/consents/{id}",
        _ -> {
          shell.signal(2);
          return Reply.json(consent("denied", null, false));
        });

    shell.run("connect", "google", "--device", "--yes");

    assertThat(shell.left).containsExactly(130);
    assertThat(host.asked("DELETE", "/v1/consents/c-1")).isNotEmpty();
  }

  @Test
  void isDoneWhenItWasAnsweredInTheConsoleMeanwhile() {
    host.answers("GET /v1/consents/{id}", consent("allowed", "google/ana", false));

    assertThat(shell.run("connect", "google", "--device", "--yes")).isZero();

    assertThat(host.asked("POST", "/v1/consents/c-1/account")).isEmpty();
    assertThat(shell.out()).endsWith("Connected google/ana.\n");
  }

  @Test
  void takesAPastedAddress() {
    int exit = person(PASTED + "\ny\n").run("connect", "google", "--paste");

    assertThat(exit).isZero();
    assertThat(shell.out()).isEqualTo(LINK + "\nConnected google/ana.\n");
    assertThat(shell.err()).contains("Paste it here: ").contains("Save it as google/ana?");
    assertThat(host.body("POST", "/v1/consents/c-1/callback"))
        .isEqualTo("{\"address\":\"" + PASTED + "\"}");
  }

  @Test
  void asksAgainAfterAPasteThatIsNone() {
    var tooEarly = new Problem(Kind.USAGE, "paste-too-early", "Not yet.");
    var strict = new FakeHost(folder.resolve("t"));
    strict.answers("POST /v1/connect", open(false));
    strict.answers("POST /v1/consents/{id}/login", Wire.json(new LinkView(LINK)));
    strict.fails("POST /v1/consents/{id}/callback", tooEarly);
    strict.answers("POST /v1/consents/{id}/callback", open(true));
    strict.answers("POST /v1/consents/{id}/account", consent("allowed", "google/ana", false));
    strict.answers("GET /v1/accounts", "[]");
    var person = new Shell(folder.resolve("t")).attended(Side.IN, Side.ERR);

    int exit = person.typing("oops\n" + PASTED + "\n\n").run("connect", "google", "--paste");

    strict.close();
    assertThat(exit).isZero();
    assertThat(person.err()).contains("Not yet. [paste-too-early]\nPaste it here: ");
  }

  @Test
  void endsWhenNothingIsPasted() {
    assertThat(shell.run("connect", "google", "--paste", "--yes")).isEqualTo(4);

    assertThat(shell.err()).contains("[nothing-pasted]");
    assertThat(host.asked("DELETE", "/v1/consents/c-1")).hasSize(1);
  }

  private Shell person(String types) {
    return shell.attended(Side.IN, Side.ERR).typing(types);
  }

  private static String open(boolean waiting) {
    return consent("open", null, waiting);
  }

  private static String consent(String state, @Nullable String account, boolean waiting) {
    return Wire.json(
        new ConsentView(
            "c-1",
            "host",
            "google",
            "a",
            state,
            account,
            null,
            Shell.NOW,
            waiting ? "l-1" : null,
            waiting ? "google/ana" : null,
            waiting ? "ana@example.com" : null));
  }
}
