package dev.cloakroom.consent;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grant;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The routes of the consent pages, for the console's listener.
public final class ConsentRoutes {
  private static final String CALLBACK = "/callback";

  private final Consents consents;
  private final Login login;
  private final DeviceLogins devices;
  private final Vault vault;
  private final Door door;

  /// Routes behind `door`.
  public ConsentRoutes(
      Consents consents, Login login, DeviceLogins devices, Vault vault, Door door) {
    this.consents = consents;
    this.login = login;
    this.devices = devices;
    this.vault = vault;
    this.door = door;
  }

  /// The routes.
  public List<Route> routes() {
    Function<Request, String> asked = request -> request.parameter("id");
    return List.of(
        ConsentPages.SCRIPT.route(),
        door.get("/consent/{id}", asked, this::ask),
        door.post("/consent/{id}", asked, this::answer),
        door.get("/consent/{id}/code", asked, this::code),
        door.post("/consent/{id}/paste", asked, this::paste),
        Route.get(CALLBACK, Door.asPage(this::comeBack)),
        door.get(CALLBACK, this::requestOf, this::callBack),
        door.get("/consent/{id}/account", asked, this::confirm),
        door.post("/consent/{id}/account", asked, this::saveOrDiscard));
  }

  /// A link that lets the person's browser in, once, and leads to the request.
  public URI linkForPerson(ConsentRequest request) {
    return door.linkFor(request.id());
  }

  /// A link to the request that lets nobody in: for those who ask.
  public URI linkForAsker(ConsentRequest request) {
    return door.address("/consent/" + request.id());
  }

  /// Where to log in for a request of the person on the command line, whose browser is elsewhere:
  /// they paste the address that it ends at.
  public URI beginElsewhere(String request) {
    return login.begin(request, null, door.address(CALLBACK));
  }

  private Reply ask(Request request, Browser browser) {
    var asked = find(request);
    return asked.isOpen()
        ? ConsentPages.ask(
            asked, consents.formOf(asked), fitting(asked), login.ways(asked), browser)
        : ConsentPages.answered(asked, browser);
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

  private Reply answer(Request request, Browser browser) {
    var asked = find(request);
    switch (request.form("answer").orElse("")) {
      case "allow" -> {
        return ConsentPages.leave(asked, begin(asked, browser));
      }
      case "elsewhere" -> {
        return LoginPages.elsewhere(asked, begin(asked, browser), browser);
      }
      case "code" -> {
        devices.begin(asked.id());
        return seeOther(browser, "/consent/" + asked.id() + "/code");
      }
      case "use" -> consents.allow(asked.id(), chosen(request, asked));
      case "deny" -> consents.deny(asked.id());
      case "block" -> consents.block(asked.id());
      default -> throw Door.badForm();
    }
    login.clear();
    return seeOther(browser, "/consent/" + asked.id());
  }

  private URI begin(ConsentRequest asked, Browser browser) {
    return login.begin(asked.id(), browser, door.address(CALLBACK));
  }

  private Reply code(Request request, Browser browser) {
    var asked = find(request);
    if (login.pending(asked.id()).isPresent()) {
      return seeOther(browser, "/consent/" + asked.id() + "/account");
    }
    var underway = devices.find(asked.id());
    if (!asked.isOpen() || underway.isEmpty()) {
      return seeOther(browser, "/consent/" + asked.id());
    }
    var one = underway.get();
    return one.problem()
        .map(problem -> LoginPages.codeFailed(asked, problem, browser))
        .orElseGet(() -> waiting(asked, one, browser));
  }

  /// The login may have been discarded after it arrived.
  private Reply waiting(ConsentRequest asked, DeviceLogin one, Browser browser) {
    return one.isWaiting()
        ? LoginPages.code(asked, one.code(), devices.left(one), browser)
        : seeOther(browser, "/consent/" + asked.id());
  }

  private Reply paste(Request request, Browser browser) {
    var asked = find(request);
    login.paste(asked.id(), request.form("address").orElse(""), browser);
    return seeOther(browser, "/consent/" + asked.id() + "/account");
  }

  private AccountId chosen(Request request, ConsentRequest asked) {
    var chosen = request.form("account").flatMap(AccountId::parse);
    return fitting(asked).stream()
        .map(Account::id)
        .filter(id -> chosen.isPresent() && id.equals(chosen.get()))
        .findFirst()
        .orElseThrow(Door::badForm);
  }

  /// From the provider: the browser's cookie comes along once a page of ours has sent it on.
  private Reply comeBack(Request request) {
    var browser = login.begun(request.query()).browser();
    if (browser == null) {
      throw new Problem(
          Kind.REFUSED,
          "paste-it-back",
          "This login was begun on the command line: copy the address of this page, and paste it there.");
    }
    return Door.onward(browser, CALLBACK + "?" + encoded(request.query()));
  }

  private static String encoded(Map<String, String> query) {
    return query.entrySet().stream()
        .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String requestOf(Request request) {
    return login.begun(request.query()).request();
  }

  private Reply callBack(Request request, Browser browser) {
    var id = login.callBack(request.query(), browser);
    return seeOther(browser, "/consent/" + id + "/account");
  }

  private Reply confirm(Request request, Browser browser) {
    var asked = find(request);
    return login
        .pending(asked.id())
        .map(pending -> ConsentPages.confirm(asked, pending, browser))
        .orElseGet(() -> seeOther(browser, "/consent/" + asked.id()));
  }

  private Reply saveOrDiscard(Request request, Browser browser) {
    var asked = find(request);
    var shown = request.form("login").orElse("");
    switch (request.form("answer").orElse("")) {
      case "save" -> login.save(asked.id(), shown);
      case "discard" -> login.discard(asked.id(), shown);
      default -> throw Door.badForm();
    }
    return seeOther(browser, "/consent/" + asked.id());
  }

  private ConsentRequest find(Request request) {
    var id = request.parameter("id");
    return consents.find(id).orElseThrow(() -> Consents.unknown(id));
  }

  private static Reply seeOther(Browser browser, String path) {
    return Reply.seeOther(URI.create(browser.path(path)));
  }
}
