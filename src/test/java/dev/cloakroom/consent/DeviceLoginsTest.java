package dev.cloakroom.consent;

import static dev.cloakroom.consent.FlowFixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.playground.Visit;
import dev.cloakroom.playground.Visitor;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person does who logs in with a code on another device.
@Timeout(30)
class DeviceLoginsTest {
  private static final AccountId ANA = new AccountId("local", "ana");
  private static final String CODE =
      """
      {"device_code":"device-1","user_code":"WDJB-MJHT","expires_in":900,"interval":5,
       "verification_uri":"https://example.test/device"}
      """;
  private static final String TOKENS = "{\"access_token\":\"canary-a\",\"refresh_token\":\"r-1\"}";

  @TempDir private Path folder;
  private FlowFixture flow;
  private ConsentFixture house;

  @BeforeEach
  void open() {
    flow = new FlowFixture(folder.resolve("home"));
    house = flow.house;
  }

  @AfterEach
  void close() {
    flow.close();
  }

  @Test
  void endsWithAnAccountAndAGrant() {
    var request = house.ask("chat");
    var person = flow.visitor();

    var shown = person.visit(flow.link(request), named("Ana", "code"));
    logInElsewhere(request, "Ana", "allow");
    flow.naps.pass();
    awaitEnd(request);
    var end = person.visit(shown.address(), named("Ana", "save"));

    assertThat(end.page()).contains("chat may use local/ana, and goes on by itself");
    assertThat(house.vault.account(ANA).orElseThrow().label()).isEqualTo("ana@playground.example");
    assertThat(house.grants.all()).hasSize(1);
    assertThat(flow.pendingWhenAsked).containsExactly(1);
    assertThat(house.pendingRows()).isZero();
  }

  @Test
  void showsTheCodeItsAddressAndAPictureOfIt() {
    var request = house.ask("chat");

    var shown = flow.visitor().visit(flow.link(request), named("Ana", "code"));

    var code = flow.devices.find(request.id()).orElseThrow().code();
    assertThat(shown.page())
        .contains("<strong>" + code.userCode() + "</strong>")
        .contains("href=\"" + code.verificationUri() + "\"")
        .contains("<path d=\"M4 4h7v1h-7z")
        .contains("good for 10 more minutes")
        .doesNotContain(code.deviceCode().<String>useText(text -> text));
  }

  @Test
  void asksWhoseAccountItIsBeforeAnythingIsSaved() {
    var request = house.ask("chat");
    var person = flow.visitor();
    var shown = person.visit(flow.link(request), named("Ana", "code"));

    logInElsewhere(request, "Ana", "allow");
    flow.naps.pass();
    awaitEnd(request);

    assertThat(person.visit(shown.address(), named("Ana")).page())
        .contains("This is the account of ana@playground.example at local.");
    assertThat(house.vault.accounts()).isEmpty();
    assertThat(state(request)).isEqualTo(State.OPEN);
  }

  @Test
  void tellsOfADenialAndBeginsAgain() {
    var request = house.ask("chat");
    var person = flow.visitor();
    var shown = person.visit(flow.link(request), named("Ana", "code"));
    var first = flow.devices.find(request.id()).orElseThrow();
    logInElsewhere(request, "Ana", "deny");
    flow.naps.pass();
    awaitEnd(request);

    var told = person.visit(shown.address(), named("Ana"));
    var again = person.visit(shown.address(), named("Ana", "code"));

    assertThat(told.page()).contains("local did not grant it (access_denied)");
    assertThat(again.page()).doesNotContain(first.code().userCode()).contains("good for");
    assertThat(state(request)).isEqualTo(State.OPEN);
  }

  @Test
  void isOneAtATime() {
    var request = house.ask("chat");

    var first = flow.devices.begin(request.id());
    var second = flow.devices.begin(request.id());

    assertThat(second).isSameAs(first);
  }

  @Test
  void isTheOnlyWayWhereThereIsNoLoginPage() {
    var request = house.consents.connect("coded", null, Scopes.NONE);

    var page = flow.visitor().visit(flow.link(request), named("Ana"));

    assertThat(page.page())
        .contains("Log in with a code on another device")
        .doesNotContain("Allow, and log in")
        .doesNotContain("on another machine");
  }

  @Test
  void pollsAtTheProvidersPace() {
    var request = begin();
    flow.coded.enqueueJson(400, "{\"error\":\"authorization_pending\"}");
    flow.coded.enqueueJson(400, "{\"error\":\"slow_down\"}");
    flow.coded.enqueueJson(503, "<html>");
    flow.coded.enqueueDrop();
    flow.coded.enqueueJson(400, "{\"error\":\"authorization_pending\"}");
    flow.coded.enqueueJson(200, TOKENS);

    var naps = new long[6];
    for (int i = 0; i < naps.length; i++) {
      naps[i] = flow.naps.pass();
    }

    awaitEnd(request);
    assertThat(naps).containsExactly(5, 5, 10, 20, 40, 10);
    assertThat(flow.login.waiting(request.id())).isPresent();
    assertThat(flow.coded.requestCount()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "400, '{\"error\":\"access_denied\"}', refused-at-provider",
    "400, '{\"error\":\"expired_token\"}', device-code-expired",
    "400, '{\"error\":\"invalid_grant\"}', device-code-expired",
    "401, '{\"error\":\"invalid_client\"}', login-failed",
  })
  void endsWithTheReason(int status, String body, String code) {
    var request = begin();
    flow.coded.enqueueJson(status, body);

    flow.naps.pass();

    awaitEnd(request);
    assertThat(problem(request).orElseThrow().code()).isEqualTo(code);
    assertThat(flow.login.waiting(request.id())).isEmpty();
    assertThat(house.pendingRows()).isZero();
  }

  @Test
  void endsWithItsCode() {
    var request = begin();
    flow.naps.begun();
    house.clock.advance(Duration.ofMinutes(15));

    flow.naps.end();

    awaitEnd(request);
    assertThat(problem(request).orElseThrow().code()).isEqualTo("device-code-expired");
    assertThat(flow.coded.requestCount()).isOne();
  }

  @Test
  void endsWithItsRequest() {
    var request = begin();
    flow.naps.begun();
    house.consents.deny(request.id());

    flow.naps.end();

    awaitFailure(request);
    assertThat(problem(request).orElseThrow().code()).isEqualTo("device-login-over");
    assertThat(flow.coded.requestCount()).isOne();
    assertThatThrownBy(() -> flow.devices.begin(request.id())).isInstanceOf(Problem.class);
  }

  @Test
  void givesBackWhatComesAfterTheRequestWasAnswered() {
    var request = begin();
    var gate = new CountDownLatch(1);
    flow.coded.enqueueHeld(gate, TOKENS);
    flow.coded.enqueueJson(200, "");
    flow.naps.pass();
    flow.coded.takeRequest();
    var poll = flow.coded.takeRequest();
    house.consents.deny(request.id());

    gate.countDown();

    assertThat(poll.path()).isEqualTo("/token");
    var revoked = flow.coded.takeRequest();
    assertThat(revoked.path()).isEqualTo("/revoke");
    assertThat(revoked.form()).containsEntry("token", "r-1");
  }

  @Test
  void whatAKilledHostLeftUnconfirmedIsGivenBack() {
    var request = house.ask("chat");
    flow.devices.begin(request.id());
    logInElsewhere(request, "Ana", "allow");
    flow.naps.pass();
    awaitEnd(request);

    flow.restart();
    int left = house.pendingRows();
    flow.login.clearLeftovers();

    assertThat(left).isOne();
    assertThat(flow.provider.counts().revocations()).isOne();
    assertThat(house.pendingRows()).isZero();
    assertThat(house.vault.accounts()).isEmpty();
  }

  /// Not against Kimi itself: a server that answers as its own client expects.
  @Test
  void kimiCodeIsConnectedByItsQuirks() {
    flow.coded.enqueueJson(200, CODE);
    flow.coded.enqueueJson(401, "{\"error\":\"authorization_pending\"}");
    flow.coded.enqueueJson(400, "{\"error\":\"slow_down\"}");
    flow.coded.enqueueJson(200, TOKENS);
    flow.coded.enqueueJson(200, "{\"access_token\":\"canary-b\",\"refresh_token\":\"r-2\"}");
    flow.coded.enqueueJson(200, "{\"access_token\":\"canary-c\",\"refresh_token\":\"r-3\"}");
    var request = house.consents.connect("kimi-code", "mine", Scopes.NONE);

    flow.devices.begin(request.id());
    var naps = new long[] {flow.naps.pass(), flow.naps.pass(), flow.naps.pass()};
    awaitEnd(request);
    flow.login.save(request.id(), flow.login.waiting(request.id()).orElseThrow().login());
    refresh();
    refresh();

    assertThat(naps).containsExactly(5, 5, 10);
    var asked = flow.coded.takeRequest();
    assertThat(asked.form()).containsOnlyKeys("client_id");
    assertThat(asked.headers()).containsEntry("x-msh-platform", "kimi_cli");
    flow.coded.takeRequest();
    flow.coded.takeRequest();
    assertThat(flow.coded.takeRequest().form())
        .containsOnlyKeys("client_id", "grant_type", "device_code");
    assertThat(flow.coded.takeRequest().form()).containsEntry("refresh_token", "r-1");
    assertThat(flow.coded.takeRequest().form()).containsEntry("refresh_token", "r-2");
  }

  /// Kimi's tokens are taken to live a quarter of an hour.
  private void refresh() {
    house.clock.advance(Duration.ofMinutes(16));
    flow.broker.token(new AccountId("kimi-code", "mine"), null, Consents.HOST, "token");
  }

  @Test
  void aHostThatStopsWakesWhoWaits() {
    var request = begin();
    flow.naps.begun();

    flow.devices.close();

    assertThat(problem(request).orElseThrow().code()).isEqualTo("device-login-over");
  }

  @Test
  void aHostThatStopsLetsAPollEndSoThatNothingIsLost() {
    begin();
    var gate = new CountDownLatch(1);
    flow.coded.enqueueHeld(gate, TOKENS);
    flow.naps.pass();
    flow.coded.takeRequest();
    flow.coded.takeRequest();
    Thread.ofVirtual().start(gate::countDown);

    flow.devices.close();

    assertThat(house.pendingRows()).isOne();
  }

  private ConsentRequest begin() {
    flow.coded.enqueueJson(200, CODE);
    var request = house.consents.connect("coded", null, Scopes.NONE);
    flow.devices.begin(request.id());
    return request;
  }

  private Visit logInElsewhere(ConsentRequest request, String name, String decision) {
    var code = flow.devices.find(request.id()).orElseThrow().code();
    Visitor phone = flow.visitor();
    URI address = Objects.requireNonNull(code.verificationUriComplete());
    return phone.visit(address, named(name, "continue", decision));
  }

  private void awaitEnd(ConsentRequest request) {
    try {
      house.consents.await(
          request.id(),
          Duration.ofSeconds(10),
          () -> flow.login.waiting(request.id()).isPresent() || problem(request).isPresent());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitFailure(ConsentRequest request) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (problem(request).isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private Optional<Problem> problem(ConsentRequest request) {
    return flow.devices.find(request.id()).flatMap(DeviceLogin::problem);
  }

  private State state(ConsentRequest request) {
    return house.consents.find(request.id()).orElseThrow().state();
  }
}
