package dev.cloakroom.consent;

import static dev.cloakroom.consent.FlowFixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.playground.Visit;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What must not work on the way from the link to the account.
class ConsentAttackTest {
  private static final AccountId ANA = new AccountId("local", "ana");
  private static final String OUR_SCRIPT = "<script defer src=\"/a/consent-\\w+\\.js\"></script>";

  @TempDir private Path folder;
  private FlowFixture flow;
  private ConsentFixture house;
  private ConsentRequest request;
  private final RawBrowser browser = new RawBrowser();

  @BeforeEach
  void open() {
    flow = new FlowFixture(folder.resolve("home"));
    house = flow.house;
    request = house.ask("chat");
  }

  @AfterEach
  void close() {
    flow.close();
  }

  @Test
  void refusesAForgedState() {
    var person = flow.visitor();
    flow.loginHeld(person, request, "Ana");

    var end = person.visit(flow.callback(Map.of("state", "made-up", "code", "x")), named("Ana"));

    assertRefused(end, "state-unknown");
  }

  @Test
  void refusesAnAnswerThatWasUsed() {
    var person = flow.visitor();
    var callback = flow.loginHeld(person, request, "Ana");
    person.visit(callback, named("Ana"));

    assertRefused(person.visit(callback, named("Ana")), "state-used");
    assertThat(flow.provider.counts().codes()).isEqualTo(1);
  }

  @Test
  void refusesAnAnswerAfterTenMinutes() {
    var person = flow.visitor();
    var callback = flow.loginHeld(person, request, "Ana");

    house.clock.advance(Duration.ofMinutes(11));

    assertRefused(person.visit(callback, named("Ana")), "state-expired");
    assertThat(flow.provider.counts().codes()).isZero();
  }

  @Test
  void refusesAnAnswerInAnotherBrowser() {
    var person = flow.visitor();
    var callback = flow.loginHeld(person, request, "Ana");
    var other = flow.visitor();
    other.visit(flow.link(house.ask("other")), named("Eve"));

    for (var stranger : List.of(flow.visitor(), other)) {
      var end = stranger.visit(callback, named("Ana"));
      assertStranger(end.status(), end.page());
    }

    assertThat(person.visit(callback, named("Ana")).page()).contains("right account?");
  }

  @Test
  void refusesAnAnswerOfAnotherIssuer() {
    var person = flow.visitor();
    var callback = flow.loginHeld(person, request, "Ana").toString();

    var end =
        person.visit(
            URI.create(callback.replaceAll("iss=[^&]*", "iss=https%3A%2F%2Fevil.example")),
            named("Ana"));

    assertRefused(end, "callback-other-issuer");
    assertThat(flow.provider.counts().codes()).isZero();
  }

  @Test
  void letsOneBrowserInByALink() {
    var link = flow.link(request);
    browser.enter(link);

    var second = new RawBrowser().get(link);

    assertStranger(second.statusCode(), second.body());
  }

  @Test
  void letsNobodyInByTheLinkOfWhoeverAsked() {
    var program = new RawBrowser();
    var link = flow.routes.linkForAsker(request);
    browser.enter(flow.link(request));

    var page = program.get(link);
    assertStranger(page.statusCode(), page.body());
    for (var answer : List.of("allow", "deny", "block", "use")) {
      var reply = program.post(link, "Cookie: cloakroom=guess", "answer", answer);
      assertThat(reply.statusCode()).isEqualTo(405);
      var guessed = program.post(program.own(link), "Cookie: cloakroom=guess", "answer", answer);
      assertStranger(guessed.statusCode(), guessed.body());
    }
    assertThat(state()).isEqualTo(State.OPEN);
    assertThat(house.grants.all()).isEmpty();
  }

  @Test
  void keepsABrowserToTheRequestItWasLetInFor() {
    var other = house.ask("other");
    var page = browser.enter(flow.link(request)).body();

    var reply = post(browser, page, flow.routes.linkForAsker(other), "deny");

    assertStranger(reply.statusCode(), reply.body());
    assertThat(house.consents.find(other.id()).orElseThrow().state()).isEqualTo(State.OPEN);
  }

  @Test
  void refusesFormsWithoutTheTokenOfTheirBrowser() {
    browser.enter(flow.link(request));
    var other = new RawBrowser().enter(flow.link(request)).body();
    var link = flow.routes.linkForAsker(request);

    assertThat(browser.post(browser.own(link), "", "answer", "deny").body()).contains("bad-form");
    assertThat(post(browser, other, link, "deny").body()).contains("bad-form");
    assertThat(state()).isEqualTo(State.OPEN);
  }

  @Test
  void refusesPostsFromOtherSites() {
    var page = browser.enter(flow.link(request)).body();
    var link = flow.routes.linkForAsker(request);
    var token = RawBrowser.hidden(page, "token");

    for (var header :
        List.of(
            "Origin: http://127.0.0.1:1",
            "Origin: null",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site")) {
      var reply = browser.post(browser.own(link), header, "token", token, "answer", "deny");
      assertThat(reply.statusCode()).as(header).isEqualTo(403);
      assertThat(reply.body()).contains("cross-origin");
    }
    assertThat(state()).isEqualTo(State.OPEN);
  }

  @Test
  void answersUnderItsOwnNamesOnly() {
    var local = flow.link(request).toString().replace("127.0.0.1", "localhost");

    assertThat(new RawBrowser().get(URI.create(local)).statusCode()).isEqualTo(200);
    assertThat(flow.withHost("evil.example", flow.link(request)))
        .startsWith("HTTP/1.1 403")
        .contains("wrong-host");
  }

  @Test
  void beginsNoLoginForARequestThatIsOver() {
    var page = browser.enter(flow.link(request)).body();
    house.consents.deny(request.id());

    var reply = post(browser, page, flow.routes.linkForAsker(request), "allow");

    assertThat(reply.statusCode()).isEqualTo(403);
    assertThat(reply.body()).contains("consent-answered");
  }

  @Test
  void spendsNoCodeForARequestThatWasAnsweredMeanwhile() {
    var person = flow.visitor();
    var callback = flow.loginHeld(person, request, "Ana");
    house.consents.deny(request.id());

    assertRefused(person.visit(callback, named("Ana")), "consent-answered");
    assertThat(flow.provider.counts().codes()).isZero();
  }

  @Test
  void savesNothingForARequestThatExpiredMeanwhile() {
    house.clock.advance(Duration.ofHours(23).plusMinutes(55));
    var page = browser.enter(flow.link(request)).body();
    var shown = flow.logIn(flow.visitor(), request, "Ana");
    house.clock.advance(Duration.ofMinutes(6));

    var reply = save(browser, page, shown.page(), account(browser));

    assertThat(reply).contains("nothing-to-save");
    assertNothingSaved();
    assertThat(flow.provider.counts().revocations()).isEqualTo(1);
  }

  @Test
  void givesALoginBackWhenItsRequestIsDeniedInAnotherWindow() {
    var shown = flow.logIn(flow.visitor(), request, "Ana");
    var page = browser.enter(flow.link(request)).body();

    post(browser, page, flow.routes.linkForAsker(request), "deny");

    assertThat(flow.provider.counts().revocations()).isEqualTo(1);
    assertThat(save(browser, page, shown.page(), account(browser))).contains("nothing-to-save");
    assertNothingSaved();
    assertThat(state()).isEqualTo(State.DENIED);
  }

  @Test
  void givesALoginBackThatNobodyConfirmsForTenMinutes() {
    flow.logIn(flow.visitor(), request, "Ana");

    house.clock.advance(Duration.ofMinutes(10));

    assertThat(flow.login.pending(request.id())).isEmpty();
    assertThat(flow.provider.counts().revocations()).isEqualTo(1);
    assertNothingSaved();
  }

  @Test
  void savesOnlyTheLoginThatItsPersonWasShown() {
    var person = new RawBrowser();
    var page = person.enter(flow.link(request)).body();
    flow.logIn(flow.visitor(), request, "Ana");
    var account = account(person);
    var shown = person.get(account).body();
    flow.logIn(flow.visitor(), request, "Eve");

    var reply = save(person, page, shown, account);

    assertThat(reply).contains("nothing-to-save");
    assertThat(house.vault.accounts()).isEmpty();
    assertThat(flow.provider.counts().revocations()).isEqualTo(1); // Ana's, whose place was taken
    assertThat(save(person, page, person.get(account).body(), account)).isEmpty();
    assertThat(house.vault.accounts()).extracting(a -> a.id().name()).containsExactly("eve");
  }

  @Test
  void revokesWhatAStoppedHostLeft() {
    flow.logIn(flow.visitor(), request, "Ana");

    flow.restart();
    flow.login.clearLeftovers();

    assertThat(flow.provider.counts().revocations()).isEqualTo(1);
    assertNothingSaved();
    flow.visitor().visit(flow.link(request), named("Ana", "allow", "save"));
    assertThat(house.vault.account(ANA)).isPresent();
  }

  @Test
  void leavesLoginsOfTheNewHostAloneWhenItClearsLate() {
    flow.restart();
    var person = flow.visitor();
    var shown = flow.logIn(person, request, "Ana");

    flow.login.clearLeftovers();

    assertThat(person.visit(shown.address(), named("Ana", "save")).page())
        .contains("chat may use local/ana");
    assertThat(flow.provider.counts().revocations()).isZero();
  }

  @Test
  void revokesNoAccountThatWasSavedJustBeforeTheCrash() {
    flow.logIn(flow.visitor(), request, "Ana");
    house.account("ana", "sub-1", "calendar");

    flow.restart();
    flow.login.clearLeftovers();

    assertThat(flow.provider.counts().revocations()).isZero();
    assertThat(house.pendingRows()).isZero();
  }

  @Test
  void getsOverALeftoverThatIsDamaged() {
    house.consents.table().keepPending("x", "local", new byte[50], house.clock.instant());
    flow.logIn(flow.visitor(), request, "Ana");

    flow.restart();
    flow.login.clearLeftovers();

    assertThat(house.pendingRows()).isZero();
    assertThat(flow.provider.counts().revocations()).isEqualTo(1);
  }

  @Test
  void showsNoSecretsAndNoMarkupOfStrangers() {
    house.account("fits", "<b>sub</b>", "calendar", "calendar.events");
    house.execute("UPDATE account SET label = '<script>alert(1)</script>'");

    flow.visitor().visit(flow.link(request), named("<i>Ana</i>", "use"));
    flow.visitor().visit(flow.link(house.ask("more", "events")), named("Ana", "allow", "save"));

    assertThat(flow.pages).hasSizeGreaterThan(4);
    assertThat(flow.pages)
        .noneMatch(page -> page.contains(FlowFixture.MARKER))
        .noneMatch(page -> page.replaceAll(OUR_SCRIPT, "").contains("<script"))
        .anyMatch(page -> page.contains("&lt;script&gt;"));
  }

  @Test
  void leadsToTheProviderFromAPageSoThatItMaySendPeopleOnToAnywhere() {
    var elsewhere = house.consents.connect("elsewhere", null, Scopes.NONE);
    var page = browser.enter(flow.link(elsewhere));

    var reply = post(browser, page.body(), flow.routes.linkForAsker(elsewhere), "allow");

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).contains("content=\"0;url=https://login.example/auth?");
    assertThat(policy(page)).contains("form-action 'self';");
  }

  @Test
  void bindsTheCookieToAPathThatNobodyElseKnows() {
    var link = flow.link(request);
    var entered = browser.get(link);
    var cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();

    assertThat(cookie)
        .matches("cloakroom=[\\w-]{43}; Path=/b/[\\w-]{22}/; HttpOnly; SameSite=Strict");
    assertThat(policy(entered)).contains("frame-ancestors 'none'");
  }

  @Test
  void keepsALinkThatABrowserOnlyLooksAheadTo() {
    var link = flow.link(request);

    var ahead = browser.get(link, "Sec-Purpose: prefetch");

    assertStranger(ahead.statusCode(), ahead.body());
    assertThat(browser.enter(link).body()).contains("chat asks for");
  }

  @Test
  void showsTheRequestEvenWhenItsProviderCannotBeFound() {
    var dead = house.consents.connect("dead", null, Scopes.NONE);
    var page = browser.enter(flow.link(dead));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(post(browser, page.body(), flow.routes.linkForAsker(dead), "allow").body())
        .contains("discovery-failed");
  }

  @Test
  void tellsThatAProviderHasNoLoginPage() {
    var request = house.consents.connect("kimi-code", null, Scopes.NONE);
    var page = browser.enter(flow.link(request));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("names no scopes");
    assertThat(post(browser, page.body(), flow.routes.linkForAsker(request), "allow").body())
        .contains("no-authorization-endpoint");
  }

  private URI account(RawBrowser person) {
    return person.own(flow.base().resolve("/consent/" + request.id() + "/account"));
  }

  private State state() {
    return house.consents.find(request.id()).orElseThrow().state();
  }

  private static String policy(HttpResponse<String> page) {
    return page.headers().firstValue("Content-Security-Policy").orElse("");
  }

  private static HttpResponse<String> post(
      RawBrowser browser, String page, URI link, String answer) {
    return browser.post(
        browser.own(link), "", "token", RawBrowser.hidden(page, "token"), "answer", answer);
  }

  /// Presses Save on the page `shown`, in a browser whose own page is `page`.
  private static String save(RawBrowser browser, String page, String shown, URI account) {
    var token = RawBrowser.hidden(page, "token");
    var login = RawBrowser.hidden(shown, "login");
    return browser.post(account, "", "token", token, "login", login, "answer", "save").body();
  }

  private void assertRefused(Visit end, String code) {
    assertThat(end.status()).isEqualTo(403);
    assertThat(end.page()).contains("That did not work", code);
    assertThat(house.vault.accounts()).isEmpty();
    assertThat(house.grants.all()).isEmpty();
  }

  private void assertNothingSaved() {
    assertThat(house.vault.accounts()).isEmpty();
    assertThat(house.grants.all()).isEmpty();
    assertThat(house.pendingRows()).isZero();
  }

  private static void assertStranger(int status, String page) {
    assertThat(status).isEqualTo(403);
    assertThat(page).contains("Open this from your own machine");
  }
}
