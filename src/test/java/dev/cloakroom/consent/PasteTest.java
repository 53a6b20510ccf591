package dev.cloakroom.consent;

import static dev.cloakroom.consent.FlowFixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.playground.Answers;
import dev.cloakroom.playground.Visit;
import dev.cloakroom.playground.Visitor;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Logins in a browser on another machine, that end by pasting the address they ended at.
@Timeout(30)
class PasteTest {
  private static final AccountId ANA = new AccountId("local", "ana");
  private static final Pattern LINK = Pattern.compile("<textarea[^>]*>([^<]+)<");

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
  void endsWithAnAccount() {
    var request = house.ask("chat");
    var person = flow.visitor();
    var shown = person.visit(flow.link(request), named("Ana", "elsewhere"));

    var ended = walkElsewhere(linkOn(shown), "allow");
    var end = paste(person, shown, ended.toString(), "save");

    assertThat(end.page()).contains("chat may use local/ana, and goes on by itself");
    assertThat(house.vault.account(ANA)).isPresent();
    assertThat(house.pendingRows()).isZero();
  }

  @Test
  void endsOnTheCommandLineWithoutABrowser() {
    var request = house.consents.connect("local", null, Scopes.NONE);
    var ended = walkElsewhere(flow.routes.beginElsewhere(request.id()), "allow");

    flow.login.paste(request.id(), "  " + ended.toString().replace("http://", "") + "\n");

    var waiting = flow.login.waiting(request.id()).orElseThrow();
    assertThat(waiting.account()).isEqualTo(ANA);
    assertThat(waiting.label()).isEqualTo("ana@playground.example");
    flow.login.save(request.id(), waiting.login());
    assertThat(state(request)).isEqualTo(State.ALLOWED);
  }

  @Test
  void aBrowserThatComesBackByItselfIsToldToCopyTheAddress() {
    var request = house.consents.connect("local", null, Scopes.NONE);

    var end = flow.visitor().visit(flow.routes.beginElsewhere(request.id()), named("Ana", "allow"));

    assertThat(end.page()).contains("copy the address of this page").contains("paste-it-back");
    flow.login.paste(request.id(), end.address().toString());
    assertThat(flow.login.waiting(request.id())).isPresent();
  }

  @Test
  void tellsOfADenialAtTheProvider() {
    var request = house.consents.connect("local", null, Scopes.NONE);
    var ended = walkElsewhere(flow.routes.beginElsewhere(request.id()), "deny");

    assertThatThrownBy(() -> flow.login.paste(request.id(), ended.toString()))
        .hasMessageContaining("local did not grant it (access_denied)");
  }

  @Test
  void anAddressIsGoodOnceAndForItsOwnRequest() {
    var request = house.consents.connect("local", null, Scopes.NONE);
    var other = house.consents.connect("local", "ben", Scopes.NONE);
    var ended = walkElsewhere(flow.routes.beginElsewhere(request.id()), "allow").toString();

    assertThat(code(other, ended)).isEqualTo("paste-other-request");
    flow.login.paste(request.id(), ended);

    assertThat(code(request, ended)).isEqualTo("state-used");
  }

  @Test
  void theProvidersOwnAddressUsesNothingUp() {
    var request = house.consents.connect("local", null, Scopes.NONE);
    var link = flow.routes.beginElsewhere(request.id());

    assertThat(code(request, link.toString())).isEqualTo("paste-too-early");

    flow.login.paste(request.id(), walkElsewhere(link, "allow").toString());
    assertThat(flow.login.waiting(request.id())).isPresent();
  }

  @Test
  void anotherBrowserCanNotEndIt() {
    var request = house.ask("chat");
    var shown = flow.visitor().visit(flow.link(request), named("Ana", "elsewhere"));
    var ended = walkElsewhere(linkOn(shown), "allow").toString();

    var other = flow.visitor();
    var there = other.visit(flow.link(request), named("Eve"));
    var end = paste(other, there, ended, "save");

    assertThat(end.page()).contains("other-browser");
    assertThat(code(request, ended)).isEqualTo("other-browser");
    assertThat(house.pendingRows()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'', paste-not-address",
    "'two words', paste-not-address",
    "'http://127.0.0.1/callback?a=%zz', paste-not-address",
    "'http://127.0.0.1/callback?state=a&state=b', paste-not-address",
    "hello, paste-too-early",
    "'http://127.0.0.1/callback', paste-too-early",
    "'http://127.0.0.1/callback?code=x', paste-too-early",
    "'http://127.0.0.1/callback#?state=x', paste-too-early",
    "'http://127.0.0.1/callback?state=made-up&code=x', state-unknown",
  })
  void aBadPasteIsToldInClearWords(String pasted, String code) {
    var request = house.consents.connect("local", null, Scopes.NONE);

    assertThat(code(request, pasted)).isEqualTo(code);
  }

  @Test
  void takesNoBooks() {
    var request = house.consents.connect("local", null, Scopes.NONE);

    assertThat(code(request, "http://127.0.0.1/callback?state=" + "x".repeat(9_000)))
        .isEqualTo("paste-not-address");
  }

  /// Walks through the provider's pages in a browser that can't reach the console.
  private URI walkElsewhere(URI link, String decision) {
    return flow.walkHeld(flow.visitor(), link, "Ana", decision);
  }

  private static URI linkOn(Visit page) {
    var link = LINK.matcher(page.page());
    assertThat(link.find()).as(page.page()).isTrue();
    return URI.create(link.group(1).replace("&amp;", "&"));
  }

  /// Opens the request's page again, and pastes.
  private static Visit paste(Visitor person, Visit seen, String address, String... then) {
    var page = seen.address().resolve(seen.address().getPath().replaceAll("/paste$", ""));
    var buttons = new ArrayList<>(List.of("elsewhere", "paste"));
    buttons.addAll(List.of(then));
    return person.visit(page, new Answers(Map.of("address", address), buttons));
  }

  private String code(ConsentRequest request, String pasted) {
    try {
      flow.login.paste(request.id(), pasted);
      return "taken";
    } catch (Problem problem) {
      return problem.code();
    }
  }

  private State state(ConsentRequest request) {
    return house.consents.find(request.id()).orElseThrow().state();
  }
}
