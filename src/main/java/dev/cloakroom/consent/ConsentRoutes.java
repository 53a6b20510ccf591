package dev.cloakroom.consent;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Handler;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.Mode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// The routes of the consent pages, for the console's listener.
///
/// A page answers only in a browser that was let in for it; its forms carry a token of that
/// browser.
public final class ConsentRoutes {
  private final Consents consents;
  private final Login login;
  private final Vault vault;
  private final Browsers browsers;
  private final Supplier<URI> base;

  /// Routes under `base`, the console's own address.
  public ConsentRoutes(
      Consents consents, Login login, Vault vault, Browsers browsers, Supplier<URI> base) {
    this.consents = consents;
    this.login = login;
    this.vault = vault;
    this.browsers = browsers;

    this.base = base;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get("/enter/{key}", asPage(this::enter)),
        Route.get("/consent/{id}", let(this::ask)),
        Route.post("/consent/{id}", let(this::answer)),
        Route.get("/callback", asPage(this::callBack)),
        Route.get("/consent/{id}/account", let(this::confirm)),
        Route.post("/consent/{id}/account", let(this::saveOrDiscard)));
  }

  /// A link that lets the person's browser in, once, and leads to the request.
  public URI linkForPerson(ConsentRequest request) {
    return linkFor(request.id());
  }

  /// A link that lets the person's browser into the console, once.
  public URI linkToConsole() {
    return linkFor(Browsers.CONSOLE);
  }

  private URI linkFor(String purpose) {
    String path = browsers.invite(purpose).useText(key -> "/enter/" + key);
    return base.get().resolve(path);
  }

  /// A link to the request that lets nobody in: for those who ask.
  public URI linkForAsker(ConsentRequest request) {
    return base.get().resolve("/consent/" + request.id());
  }

  private Reply enter(Request request) {
    var entry = browsers.enter(Secret.of(request.parameter("key")), cookie(request));
    return entry
        .map(let ->
            Reply.seeOther(URI.create(home(let.purpose())))
                .header("Set-Cookie", cookie(let.cookie())))
        .orElseGet(ConsentPages::stranger);
  }

  private static String home(String purpose) {
    return purpose.equals(Browsers.CONSOLE) ? "/" : "/consent/" + purpose;
  }

  /// Lax, not Strict: the provider's redirect back is a navigation from another site.
  private static String cookie(Secret value) {
    return value.useText(text -> Browsers.COOKIE + "=" + text + "; Path=/; HttpOnly; SameSite=Lax");
  }

  private static Optional<Secret> cookie(Request request) {
    return request.cookie(Browsers.COOKIE).map(Secret::of);
  }

  private Reply ask(Request request, Secret browser) {
    var asked = find(request);
    return asked.isOpen()
        ? ConsentPages.ask(asked, fitting(asked), login.place(asked), browser)
        : ConsentPages.answered(asked);
  }

  /// Accounts that are connected already and would do, for a workload that asks.
  private List<Account> fitting(ConsentRequest asked) {
    if (asked.isHost() || asked.account() != null) {
      return List.of();
    }
    return vault.accounts().stream()
        .filter(account -> account.id().provider().equals(asked.provider()))
        .filter(account -> account.state() == AccountState.HEALTHY)
        .filter(account -> fits(asked, vault.current(account.id()).scopes()))
        .toList();
  }

  private static boolean fits(ConsentRequest asked, Scopes held) {
    var ceiling =
        new Grant(
            asked.workload(),
            new AccountId(asked.provider(), "any"),
            asked.askedAs(),
            asked.scopes(),
            Mode.ACCESS_FILE);
    return held.covers(asked.scopes()) && ceiling.allows(held);
  }

  private Reply answer(Request request, Secret browser) {
    checkToken(request, browser);
    var asked = find(request);
    switch (request.form("answer").orElse("")) {
      case "allow" -> {
        return Reply.seeOther(login.begin(asked.id(), browser, base.get().resolve("/callback")));
      }
      case "use" -> consents.allow(asked.id(), chosen(request, asked));
      case "deny" -> consents.deny(asked.id());
      case "block" -> consents.block(asked.id());
      default -> throw badForm();
    }
    login.clear();
    return Reply.seeOther(URI.create("/consent/" + asked.id()));
  }

  private AccountId chosen(Request request, ConsentRequest asked) {
    var chosen = request.form("account").flatMap(AccountId::parse);
    return fitting(asked).stream()
        .map(Account::id)
        .filter(id -> chosen.isPresent() && id.equals(chosen.get()))
        .findFirst()
        .orElseThrow(ConsentRoutes::badForm);
  }

  private Reply callBack(Request request) {
    var id = login.callBack(request.query(), cookie(request).orElse(null));
    return Reply.seeOther(URI.create("/consent/" + id + "/account"));
  }

  private Reply confirm(Request request, Secret browser) {
    var asked = find(request);
    return login
        .pending(asked.id())
        .map(pending -> ConsentPages.confirm(asked, pending, browser))
        .orElseGet(() -> Reply.seeOther(URI.create("/consent/" + asked.id())));
  }

  private Reply saveOrDiscard(Request request, Secret browser) {
    checkToken(request, browser);
    var asked = find(request);
    var shown = request.form("login").orElse("");
    switch (request.form("answer").orElse("")) {
      case "save" -> login.save(asked.id(), shown);
      case "discard" -> login.discard(asked.id(), shown);
      default -> throw badForm();
    }
    return Reply.seeOther(URI.create("/consent/" + asked.id()));
  }

  private ConsentRequest find(Request request) {
    var id = request.parameter("id");
    return consents.find(id).orElseThrow(() -> Consents.unknown(id));
  }

  private static void checkToken(Request request, Secret browser) {
    var sent = Secret.of(request.form("token").orElse(""));
    if (!sent.equals(Secret.of(Browsers.formToken(browser)))) {
      throw badForm();
    }
  }

  private static Problem badForm() {
    return new Problem(
        Kind.REFUSED,
        "bad-form",
        "This form is not one of ours, or is too old: open its page again.");
  }

  /// A handler for browsers that were let in for the request in the path.
  private Handler let(BiFunction<Request, Secret, Reply> page) {
    return asPage(request -> {
      var browser = cookie(request);
      return browser.isPresent() && browsers.may(browser, request.parameter("id"))
          ? page.apply(request, browser.get())
          : ConsentPages.stranger();
    });
  }

  /// Problems as pages: a person is looking.
  private static Handler asPage(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (Problem problem) {
        return ConsentPages.failed(problem);
      }
    };
  }
}
