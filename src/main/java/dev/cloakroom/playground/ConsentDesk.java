package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.playground.AuthorizationRequest.Accepted;
import dev.cloakroom.playground.AuthorizationRequest.Refused;
import dev.cloakroom.playground.AuthorizationRequest.Untrusted;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The authorization endpoint: asks a person for a name and for consent, and sends the client the
/// answer.
///
/// An attempt lives ten minutes in the browser that began it (a cookie binds the two), and is
/// answered once. Safe for any thread.
final class ConsentDesk {
  private static final String COOKIE = "playground-browser";
  private static final Duration ATTEMPT_LIFETIME = Duration.ofMinutes(10);
  private static final String GONE =
      "This request has ended, or began in another browser. Go back to the application and start"
          + " again.";

  private final PlaygroundSettings settings;
  private final Ledger ledger;
  private final Mint mint;
  private final Clock clock;
  private final ConcurrentMap<String, Attempt> attempts = new ConcurrentHashMap<>();

  ConsentDesk(PlaygroundSettings settings, Ledger ledger, Mint mint, Clock clock) {
    this.settings = settings;
    this.ledger = ledger;
    this.mint = mint;
    this.clock = clock;
  }

  /// `GET /authorize`
  Reply authorize(Request request) {
    return switch (AuthorizationRequest.read(request, settings.redirects())) {
      case Untrusted(var reason) -> Pages.problem(reason);
      case Refused(var redirect, var state, var error) ->
          answer(redirect, state, Map.entry("error", error));
      case Accepted(var asked) -> begin(new CodeWish(asked), request);
    };
  }

  /// Asks the person behind a request who they are, and then for what is wished.
  Reply begin(Wish wish, Request request) {
    var browser = request.cookie(COOKIE).orElseGet(mint::id);
    var now = clock.instant();
    attempts.values().removeIf(attempt -> !now.isBefore(attempt.expiresAt()));
    var id = mint.id();
    attempts.put(id, new Attempt(browser, wish, null, now.plus(ATTEMPT_LIFETIME)));
    var cookie = COOKIE + "=" + browser + "; Path=/authorize; HttpOnly; SameSite=Lax";
    return Pages.login(id).header("Set-Cookie", cookie);
  }

  /// `POST /authorize/login`
  Reply login(Request request) {
    var form = Form.read(request).orElseGet(() -> new Form(Map.of()));
    var id = form.get("attempt").orElse("");
    var attempt = find(id, request);
    if (attempt.isEmpty()) {
      return Pages.problem(GONE);
    }
    var person = Person.named(form.get("name").orElse(""));
    if (person.isEmpty()) {
      return Pages.loginAgain(id);
    }
    attempts.replace(id, attempt.get(), attempt.get().of(person.get()));
    return Reply.seeOther(URI.create("/authorize/consent?attempt=" + id));
  }

  /// `GET /authorize/consent`
  Reply ask(Request request) {
    var id = request.query("attempt").orElse("");
    return find(id, request).map(attempt -> ask(id, attempt)).orElseGet(() -> Pages.problem(GONE));
  }

  private static Reply ask(String id, Attempt attempt) {
    var person = attempt.person();
    var wish = attempt.wish();
    return person == null
        ? Pages.login(id)
        : Pages.consent(
            id,
            person,
            PlaygroundProvider.CLIENT_NAME,
            KnownScopes.inPlainWords(wish.scopes()),
            wish.then());
  }

  /// `POST /authorize/consent`
  Reply decide(Request request) {
    var form = Form.read(request).orElseGet(() -> new Form(Map.of()));
    var id = form.get("attempt").orElse("");
    var attempt = find(id, request).orElse(null);
    var person = attempt == null ? null : attempt.person();
    if (attempt == null || person == null || !attempts.remove(id, attempt)) {
      return Pages.problem(GONE);
    }
    return form.get("decision").equals(Optional.of("allow"))
        ? attempt.wish().allowedBy(person)
        : attempt.wish().denied();
  }

  private Reply answer(String redirect, @Nullable String state, Map.Entry<String, String> outcome) {
    var issuer = settings.issuer().get();
    return Reply.seeOther(AuthorizationRequest.answer(redirect, state, issuer, outcome))
        .header("Cache-Control", "no-store");
  }

  private Optional<Attempt> find(String id, Request request) {
    return Optional.ofNullable(attempts.get(id))
        .filter(attempt -> clock.instant().isBefore(attempt.expiresAt()))
        .filter(attempt -> request.cookie(COOKIE).equals(Optional.of(attempt.browser())));
  }

  /// One person on the way through the pages; the person is null before the login.
  private record Attempt(String browser, Wish wish, @Nullable Person person, Instant expiresAt) {
    Attempt of(Person someone) {
      return new Attempt(browser, wish, someone, expiresAt);
    }
  }

  /// A code for a client, sent back with the browser.
  private final class CodeWish implements Wish {
    private final AuthorizationRequest asked;

    CodeWish(AuthorizationRequest asked) {
      this.asked = asked;
    }

    @Override
    public Scopes scopes() {
      return asked.scopes();
    }

    @Override
    public URI then() {
      return URI.create(asked.redirect());
    }

    @Override
    public Reply allowedBy(Person person) {
      var approval =
          new Ledger.Approval(person, asked.scopes(), asked.redirect(), asked.challenge());
      return ledger
          .issueCode(approval)
          .useText(code -> answer(asked.redirect(), asked.state(), Map.entry("code", code)));
    }

    @Override
    public Reply denied() {
      return answer(asked.redirect(), asked.state(), Map.entry("error", "access_denied"));
    }
  }
}
