package dev.cloakroom.consent;

import static dev.cloakroom.consent.FlowFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person does, from the link to the account.
class ConsentFlowTest {
  private static final AccountId ANA = new AccountId("local", "ana");

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
  void endsWithAnAccountAndAGrantAndWakesWhoWaited() throws Exception {
    var request = house.ask("chat");
    var waiting = new FutureTask<>(() -> house.consents.await(request.id(), Duration.ofMinutes(1)));
    Thread.ofVirtual().start(waiting);

    var end = flow.visitor().visit(flow.link(request), named("Ana", "allow", "save"));

    assertThat(end.status()).isEqualTo(200);
    assertThat(end.page()).contains("chat may use local/ana, and goes on by itself");
    assertThat(waiting.get(10, TimeUnit.SECONDS).state()).isEqualTo(State.ALLOWED);
    assertThat(house.vault.account(ANA).orElseThrow().label()).isEqualTo("ana@playground.example");
    assertThat(house.grants.all())
        .containsExactly(
            new Grant(
                "chat",
                ANA,
                "local-calendar",
                Scopes.of("calendar", "calendar.events"),
                Mode.ACCESS_FILE));
    assertThat(house.pendingRows()).isZero();
  }

  @Test
  void asksWhoseAccountItIsBeforeAnythingIsSaved() {
    var request = house.ask("chat", "calendar");

    var shown = flow.logIn(flow.visitor(), request, "Ana");

    assertThat(shown.page())
        .contains("This is the account of ana@playground.example at local.")
        .contains("saved as local/ana")
        .contains("<li>calendar</li>");
    assertThat(house.vault.accounts()).isEmpty();
    assertThat(house.grants.all()).isEmpty();
    assertThat(state(request)).isEqualTo(State.OPEN);
  }

  @Test
  void tellsWhatAWorkloadWouldHold() {
    var lent = new Form(Mode.ADOPTED_FILE, "codex", null);
    house.account("ana", "sub-1", "profile");
    house.grants.grant(new Grant("lent", ANA, "local-calendar", Scopes.NONE, lent));

    var usual = flow.visitor().visit(flow.link(house.ask("chat")), named("Ana"));
    var adopted = flow.visitor().visit(flow.link(house.ask("lent")), named("Ana"));

    assertThat(usual.page())
        .contains("as access-file for nanoclaw: the access token", "refresh token stays with");
    assertThat(adopted.page())
        .contains("as adopted-file for codex: the real refresh token", "refresh token leaves");
  }

  @Test
  void sealsWhatWasGrantedBeforeTheProviderIsAskedWhoseItIs() {
    flow.logIn(flow.visitor(), house.ask("chat"), "Ana");

    assertThat(flow.pendingWhenAsked).containsExactly(1);
    var sealed = house.consents.table().leftPending().getFirst().sealed();
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain(FlowFixture.MARKER);
  }

  @Test
  void asksForNoMoreThanTheRequestAndWhoItIs() {
    flow.visitor().visit(flow.link(house.ask("chat", "calendar")), named("Ana", "allow", "save"));

    assertThat(house.vault.current(ANA).scopes()).isEqualTo(Scopes.of("profile", "calendar"));
  }

  @Test
  void deniesAndBlocks() {
    var denied = house.ask("chat");
    var blocked = house.ask("other");

    var first = flow.visitor().visit(flow.link(denied), named("Ana", "deny"));
    var second = flow.visitor().visit(flow.link(blocked), named("Ana", "block"));

    assertThat(first.page()).contains("Nothing was given");
    assertThat(second.page()).contains("other will not ask for local again");
    assertThat(state(denied)).isEqualTo(State.DENIED);
    assertThat(state(blocked)).isEqualTo(State.BLOCKED);
    assertThat(flow.provider.counts().codes()).isZero();
  }

  @Test
  void tellsWhenThePersonRefusesAtTheProvider() {
    var request = house.ask("chat");

    var end =
        flow.visitor()
            .visit(flow.link(request), named("Ana", "allow, and log in at local", "deny"));

    assertThat(end.page()).contains("local did not grant it (access_denied)");
    assertThat(state(request)).isEqualTo(State.OPEN);
    assertThat(house.pendingRows()).isZero();
  }

  @Test
  void offersOnlyAccountsThatFit() {
    house.account("fits", "sub-1", "profile", "calendar", "calendar.events");
    house.account("less", "sub-2", "calendar");
    house.account("more", "sub-3", "calendar", "calendar.events", "calendar.admin");

    var page = flow.visitor().visit(flow.link(house.ask("chat")), named("Ana")).page();

    assertThat(page)
        .contains("Use local/fits")
        .doesNotContain("Use local/less")
        .doesNotContain("Use local/more");
  }

  @Test
  void usesAnAccountThatIsConnectedAlready() {
    var account = house.account("fits", "sub-1", "calendar", "calendar.events");
    var request = house.ask("chat");

    var end = flow.visitor().visit(flow.link(request), named("Ana", "use"));

    assertThat(end.page()).contains("chat may use local/fits");
    assertThat(house.grants.find("chat", "local-calendar").orElseThrow().account())
        .isEqualTo(account);
    assertThat(flow.provider.counts().codes()).isZero();
  }

  @Test
  void usesNoAccountThatWasNotOffered() {
    house.account("more", "sub-3", "calendar", "calendar.events", "calendar.admin");
    var request = house.ask("chat");
    var browser = new RawBrowser();
    var page = browser.enter(flow.link(request)).body();

    var reply =
        browser.post(
            browser.own(flow.routes.linkForAsker(request)),
            "",
            "token",
            RawBrowser.hidden(page, "token"),
            "account",
            "local/more",
            "answer",
            "use");

    assertThat(reply.statusCode()).isEqualTo(403);
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void connectsForThePersonOnTheCommandLine() {
    var request = house.consents.connect("local-calendar", "work", Scopes.NONE);

    var end = flow.visitor().visit(flow.link(request), named("Ana", "allow", "save"));

    assertThat(end.page()).contains("local/work is saved");
    assertThat(house.vault.account(new AccountId("local", "work"))).isPresent();
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void namesTwoPersonsOfOneNameApart() {
    house.account("ana", "somebody-else", "calendar");

    var end = flow.visitor().visit(flow.link(house.ask("chat")), named("Ana", "allow", "save"));

    assertThat(end.page()).contains("local/ana-2");
    assertThat(house.vault.account(ANA).orElseThrow().subject()).isEqualTo("somebody-else");
  }

  @Test
  void keepsTheAccountOfAPersonWhoLogsInForTheSameScopesAgain() {
    flow.visitor().visit(flow.link(house.ask("chat")), named("Ana", "allow", "save"));

    flow.visitor().visit(flow.link(house.ask("other")), named("Ana", "allow", "save"));

    assertThat(house.vault.accounts()).hasSize(1);
    assertThat(house.vault.account(ANA).orElseThrow().generation().number()).isEqualTo(2);
  }

  @Test
  void leavesAnAccountAloneThatOtherWorkloadsUseWithOtherScopes() {
    flow.visitor().visit(flow.link(house.ask("chat", "calendar")), named("Ana", "allow", "save"));

    var end =
        flow.visitor()
            .visit(flow.link(house.ask("other", "events")), named("Ana", "allow", "save"));

    assertThat(end.page()).contains("other may use local/ana-2");
    var chat = house.grants.find("chat", "local-calendar").orElseThrow();
    assertThat(chat.allows(house.vault.current(ANA).scopes())).isTrue();
  }

  @Test
  void refusesAnotherPersonOnReconsentAndRevokesTheirToken() {
    flow.visitor().visit(flow.link(house.ask("chat")), named("Ana", "allow", "save"));
    var before = house.vault.current(ANA);
    var again = house.consents.again(grantOfChat(), before.scopes());

    var end = flow.visitor().visit(flow.link(again), named("Ben", "allow", "save"));

    assertThat(end.page()).contains("other-subject").contains("belongs to ana@playground.example");
    assertThat(flow.provider.counts().revocations()).isEqualTo(1);
    assertThat(house.vault.current(ANA)).isEqualTo(before);
    assertThat(house.pendingRows()).isZero();
    assertThat(state(again)).isEqualTo(State.OPEN);
  }

  @Test
  void renewsAnAccountForItsOwnPerson() {
    flow.visitor().visit(flow.link(house.ask("chat")), named("Ana", "allow", "save"));
    var scopes = Scopes.of("calendar", "calendar.events");
    var again = house.consents.again(grantOfChat(), scopes);

    var end = flow.visitor().visit(flow.link(again), named("Ana", "allow", "save"));

    assertThat(end.page()).contains("chat may use local/ana,");
    assertThat(house.vault.account(ANA).orElseThrow().generation().number()).isEqualTo(2);
    assertThat(flow.provider.counts().revocations()).isZero();
  }

  @Test
  void revokesWhatIsNotTheRightAccount() {
    var request = house.ask("chat");

    var person = flow.visitor();
    var shown = flow.logIn(person, request, "Ana");

    var end = person.visit(shown.address(), named("Ana", "discard"));

    assertThat(end.page()).contains("chat asks for local-calendar");
    assertThat(flow.provider.counts().revocations()).isEqualTo(1);
    assertThat(house.vault.accounts()).isEmpty();
    assertThat(house.pendingRows()).isZero();
    assertThat(state(request)).isEqualTo(State.OPEN);
  }

  @Test
  void revokesNothingOfAPersonWhoHasAnAccount() {
    flow.visitor().visit(flow.link(house.ask("chat")), named("Ana", "allow", "save"));
    var person = flow.visitor();
    var shown = flow.logIn(person, house.ask("other"), "Ana");

    person.visit(shown.address(), named("Ana", "discard"));

    assertThat(flow.provider.counts().revocations()).isZero();
    assertThat(house.pendingRows()).isZero();
  }

  private Grant grantOfChat() {
    return house.grants.find("chat", "local-calendar").orElseThrow();
  }

  private State state(ConsentRequest request) {
    return house.consents.find(request.id()).orElseThrow().state();
  }
}
