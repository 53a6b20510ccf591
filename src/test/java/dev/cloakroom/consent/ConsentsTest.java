package dev.cloakroom.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.event.Event;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Store;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.MayAsk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsentsTest {
  @TempDir private Path folder;
  private ConsentFixture house;

  @BeforeEach
  void open() {
    var nowhere = "http://127.0.0.1:1";
    house = new ConsentFixture(folder.resolve("home"), nowhere, nowhere, this::openStore);
  }

  Store openStore() {
    return Store.open(folder.resolve("home").resolve("vault.db"));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void raisesAnAskWithItsFullScopes() {
    var request = house.ask("chat", "events");

    assertThat(request.scopes()).isEqualTo(Scopes.of("calendar.events"));
    assertThat(request.provider()).isEqualTo("local");
    assertThat(request.account()).isNull();
    assertThat(house.consents.open()).containsExactly(request);
    assertThat(house.published)
        .containsExactly(new Event.ConsentAsked(request.id(), "chat", "local"));
    assertThat(house.audited("consent-asked"))
        .containsExactly("chat||local-calendar: calendar.events");
  }

  @Test
  void asksForAllThatTheAliasMeansWhenNoScopesAreNamed() {
    assertThat(house.ask("chat").scopes()).isEqualTo(Scopes.of("calendar", "calendar.events"));
  }

  @Test
  void holdsAnAskToTheCeilingOfItsOwn() {
    var may = List.of(new MayAsk("local-calendar", Scopes.of("events")));

    var all = house.consents.ask("chat", may, "local-calendar", Scopes.NONE);

    assertThat(all.scopes()).isEqualTo(Scopes.of("calendar.events"));
    assertRefused(
        "scopes-above-ceiling",
        () -> house.consents.ask("chat", may, "local-calendar", Scopes.of("calendar")));
  }

  @Test
  void refusesWhatMayNotBeAskedFor() {
    assertRefused(
        "ask-not-allowed", () -> house.consents.ask("chat", List.of(), "local", Scopes.NONE));
    assertRefused("scopes-above-ceiling", () -> house.ask("chat", "calendar", "profile"));
    assertRefused(
        "unknown-provider",
        () -> house.consents.ask("chat", List.of(), "no\u001bsuch", Scopes.NONE));
    assertThat(house.consents.open()).isEmpty();
  }

  @Test
  void showsScopesThatARunMadeUpWithoutControlCharacters() {
    assertThatThrownBy(() -> house.ask("chat", "x\u001b[2J" + "y".repeat(1000)))
        .hasMessageContaining("x?[2J")
        .hasMessageContaining("…")
        .hasMessageNotContaining("\u001b");
  }

  @Test
  void refusesAProviderThatHasNoClientYet() {
    assertRefused("no-client", () -> house.consents.connect("google", null, Scopes.NONE));
  }

  @Test
  void takesTheSameAskForOneRequestAndAWiderOneForAnother() {
    var first = house.ask("chat", "calendar");

    assertThat(house.ask("chat", "calendar")).isEqualTo(first);
    assertThat(house.ask("other", "calendar").id()).isNotEqualTo(first.id());
    var wider = house.ask("chat", "calendar", "events");
    assertThat(wider.id()).isNotEqualTo(first.id());
    assertThat(house.ask("chat", "events").id()).isEqualTo(wider.id());
    assertThat(house.consents.open()).hasSize(3);
  }

  @Test
  void refusesAWorkloadThatBuriesItsPersonInAsks() {
    var names = IntStream.range(0, 21).mapToObj(i -> "s" + i).toList();
    var may = List.of(new MayAsk("local-calendar", Scopes.of(names)));
    for (var name : names.subList(0, 20)) {
      house.consents.ask("chat", may, "local-calendar", Scopes.of(name));
    }

    assertRefused(
        "too-many-asks", () -> house.consents.ask("chat", may, "local-calendar", Scopes.of("s20")));
    assertThat(house.consents.ask("chat", may, "local-calendar", Scopes.of("s3"))).isNotNull();
    assertThat(house.ask("other")).isNotNull();
  }

  @Test
  void restsForTenMinutesAfterTheDenialHoweverOldTheAskWas() {
    var request = house.ask("chat");
    house.clock.advance(Duration.ofHours(5));
    house.consents.deny(request.id());

    house.clock.advance(Duration.ofMinutes(10).minusMillis(1));

    assertRefused("denied-recently", () -> house.ask("chat"));
    assertThat(house.ask("other")).isNotNull();
    house.clock.advance(Duration.ofMillis(2));
    assertThat(house.ask("chat").id()).isNotEqualTo(request.id());
  }

  @Test
  void blocksAWorkloadForGood() {
    house.consents.block(house.ask("chat").id());
    house.clock.advance(Duration.ofDays(30));
    house.restart();

    assertRefused("blocked", () -> house.ask("chat"));
    assertThat(house.ask("other")).isNotNull();
  }

  @Test
  void expiresAfterADay() {
    var request = house.ask("chat");

    house.clock.advance(Duration.ofDays(1));

    assertThat(state(request)).isEqualTo(State.EXPIRED);
    assertThat(house.consents.open()).isEmpty();
    var account = house.account("ana", "sub-1", "calendar");
    assertRefused("consent-expired", () -> house.consents.allow(request.id(), account));
    assertThat(house.grants.all()).isEmpty();
    assertThat(house.ask("chat").id()).isNotEqualTo(request.id());
  }

  @Test
  void wakesWhoeverWaitsWhenItIsAnswered() throws Exception {
    var request = house.ask("chat");
    var inside = new CountDownLatch(1);
    var waiting =
        new FutureTask<>(() -> {
          inside.countDown();
          return house.consents.await(request.id(), Duration.ofMinutes(1));
        });
    var thread = Thread.ofPlatform().start(waiting);
    inside.await();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    house.consents.deny(request.id());

    assertThat(waiting.get(5, TimeUnit.SECONDS).state()).isEqualTo(State.DENIED);
  }

  @Test
  void tellsHowARequestStandsWhenPatienceIsOver() throws Exception {
    var request = house.ask("chat");

    assertThat(house.consents.await(request.id(), Duration.ZERO).state()).isEqualTo(State.OPEN);
    assertRefused("unknown-consent", () -> house.consents.await("gone", Duration.ZERO));
  }

  @Test
  void refusesASecondAnswer() {
    var request = house.ask("chat");
    var account = house.account("ana", "sub-1", "calendar");
    house.consents.deny(request.id());

    assertRefused("consent-answered", () -> house.consents.allow(request.id(), account));
    assertRefused("consent-answered", () -> house.consents.block(request.id()));

    assertThat(state(request)).isEqualTo(State.DENIED);
    assertThat(house.grants.all()).isEmpty();
    house.clock.advance(Duration.ofHours(1));
    assertThat(house.ask("chat")).isNotNull(); // the late block did not count
  }

  @Test
  void letsNobodyAnswerOtherwiseWhileAnAccountIsSaved() {
    var request = house.ask("chat");
    var account = house.account("ana", "sub-1", "calendar");

    house.consents.allow(
        request.id(),
        account,
        () -> assertRefused("consent-answered", () -> house.consents.deny(request.id())));

    assertThat(state(request)).isEqualTo(State.ALLOWED);
  }

  @Test
  void staysOpenWhenTheAccountCannotBeSaved() {
    var request = house.ask("chat");
    var account = house.account("ana", "sub-1", "calendar");

    assertThatThrownBy(() ->
            house.consents.allow(
                request.id(),
                account,
                () -> {
                  throw new IllegalStateException("disk full");
                }))
        .hasMessage("disk full");

    assertThat(state(request)).isEqualTo(State.OPEN);
    house.consents.deny(request.id());
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void grantsWhatWasAllowed() {
    var request = house.ask("chat", "calendar");
    var account = house.account("ana", "sub-1", "calendar");

    house.consents.allow(request.id(), account);

    assertThat(house.grants.all()).containsExactly(grant("local-calendar", "ana", "calendar"));
    assertThat(house.published).contains(new Event.ConsentAnswered(request.id(), "allowed"));
    assertThat(house.audited("consent-allowed"))
        .containsExactly("chat|local/ana|local-calendar: calendar");
    assertThat(house.consents.find(request.id()).orElseThrow().account()).isEqualTo(account);
  }

  @Test
  void raisesTheCeilingOfAGrantToWhatWasAllowed() {
    var account = house.account("ana", "sub-1", "calendar", "calendar.events");
    house.grants.grant(grant("local-calendar", "ana", "calendar"));

    house.consents.allow(house.ask("chat", "events").id(), account);

    assertThat(house.grants.all())
        .containsExactly(grant("local-calendar", "ana", "calendar", "calendar.events"));
  }

  @Test
  void keepsTheFormOfAGrantWhoseCeilingItRaises() {
    var account = house.account("ana", "sub-1", "calendar", "calendar.events");
    var form = new Form(Mode.TOKEN_ENDPOINT, "oauth-client", null);
    var calendar = Scopes.of("calendar");
    house.grants.grant(new Grant("chat", account, "local-calendar", calendar, form));

    house.consents.allow(house.ask("chat", "events").id(), account);

    assertThat(house.grants.all()).extracting(Grant::form).containsExactly(form);
  }

  @Test
  void leavesAGrantForAToolInItsForm() {
    var account = house.account("ana", "sub-1", "calendar", "calendar.events");
    var lent = new Form(Mode.ADOPTED_FILE, "codex", null);
    house.grants.grant(new Grant("chat", account, "local-calendar", Scopes.NONE, lent));
    var endpoint = Form.of(Mode.TOKEN_ENDPOINT);

    var asked =
        house.consents.ask(
            "chat", ConsentFixture.CALENDAR, "local-calendar", Scopes.NONE, endpoint);
    assertThat(house.consents.formOf(asked)).isEqualTo(lent);
    house.consents.allow(asked.id(), account);

    assertThat(house.grants.all()).extracting(Grant::form).containsExactly(lent);
  }

  @Test
  void putsAnotherAccountInPlaceAndLeavesOtherNamesAlone() {
    house.account("ana", "sub-1", "calendar");
    var ben = house.account("ben", "sub-2", "calendar");
    house.grants.grant(grant("local-calendar", "ana", "profile"));
    house.grants.grant(grant("other-name", "ana", "calendar"));

    house.consents.allow(house.ask("chat", "calendar").id(), ben);

    assertThat(house.grants.all())
        .containsExactly(
            grant("local-calendar", "ben", "calendar"), grant("other-name", "ana", "calendar"));
  }

  @Test
  void grantsNothingToTheHostItself() {
    var request = house.consents.connect("local", "ana", Scopes.NONE);
    var account = house.account("ana", "sub-1", "profile");

    house.consents.allow(request.id(), account);

    assertThat(house.grants.all()).isEmpty();
    assertThat(state(request)).isEqualTo(State.ALLOWED);
  }

  @Test
  void asksAgainForTheSameAccount() {
    var account = house.account("ana", "sub-1", "calendar");

    var lent = new Form(Mode.ADOPTED_FILE, "codex", null);
    var had = new Grant("chat", account, "local-calendar", Scopes.NONE, lent);
    var again = house.consents.again(had, Scopes.of("calendar"));

    assertThat(again.account()).isEqualTo(account);
    assertThat(house.consents.formOf(again)).isEqualTo(lent);
    assertThat(house.ask("chat", "calendar").id()).isNotEqualTo(again.id());
  }

  @Test
  void outlivesARestart() {
    var open = house.ask("chat");
    var denied = house.ask("other");
    house.consents.deny(denied.id());

    house.restart();

    assertThat(house.consents.open()).containsExactly(open);
    assertThat(state(denied)).isEqualTo(State.DENIED);
    assertRefused("denied-recently", () -> house.ask("other"));
    assertThat(house.ask("chat")).isEqualTo(open);
  }

  @Test
  void answersNothingThatTheAuditCannotRecord() {
    var request = house.ask("chat");
    house.execute("ALTER TABLE audit RENAME TO gone");

    assertRefused("store-unwritable", () -> house.consents.deny(request.id()));

    assertThat(state(request)).isEqualTo(State.OPEN);
  }

  private State state(ConsentRequest request) {
    return house.consents.find(request.id()).orElseThrow().state();
  }

  private static Grant grant(String name, String account, String... scopes) {
    return new Grant(
        "chat", new AccountId("local", account), name, Scopes.of(scopes), Mode.ACCESS_FILE);
  }

  private static void assertRefused(String code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code));
  }
}
