package dev.cloakroom.consent;

import static dev.cloakroom.http.Html.element;

import dev.cloakroom.consent.Unconfirmed.Pending;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.http.Asset;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Reply;
import dev.cloakroom.vault.Account;
import dev.cloakroom.workload.Form;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a person sees while consenting: plain pages with forms, that need no JavaScript.
///
/// Nothing on them comes from the run: only its workload's name, and scopes that it may ask for.
final class ConsentPages {
  /// Closes the console's small window when all is said.
  static final Asset SCRIPT = Asset.of(ConsentPages.class, "consent.js");

  private ConsentPages() {}

  /// Who asks for what, with the answers.
  ///
  /// @param form how it is delivered to a workload
  static Reply ask(
      ConsentRequest request, Form form, List<Account> fitting, Login.Ways ways, Browser browser) {
    var page =
        Page.titled(title(request))
            .with(element("p", asks(request, form)))
            .with(wanted(request))
            .running(SCRIPT);
    var forms = new ArrayList<Html>();
    for (var account : fitting) {
      forms.add(
          form(
              request,
              browser,
              hidden("account", account.id().toString()),
              button("use", "Use " + account.id() + " (" + account.label() + ")", true)));
    }
    forms.add(form(request, browser, answers(request, fitting, ways)));
    if (ways.link()) {
      forms.add(LoginPages.unfoldable(request, browser));
    }
    return page.with(Html.join(forms)).reply(200);
  }

  private static Html[] answers(ConsentRequest request, List<Account> fitting, Login.Ways ways) {
    var answers = new ArrayList<Html>();
    if (ways.link()) {
      answers.add(button("allow", allowLabel(request, fitting), fitting.isEmpty()));
    }
    if (ways.code()) {
      boolean main = !ways.link() && fitting.isEmpty();
      answers.add(button("code", "Log in with a code on another device", main));
    }
    answers.add(button("deny", request.isHost() ? "Cancel" : "Deny", false));
    if (!request.isHost()) {
      answers.add(button("block", "Block " + request.workload() + " from asking", false));
    }
    return answers.toArray(Html[]::new);
  }

  /// Leads to the provider. A page, not a redirect: browsers hold the redirects of a form against
  /// its page's policy, and the provider may send them on to anywhere.
  static Reply leave(ConsentRequest request, URI place) {
    return Page.onward("To " + request.provider(), place).reply(200);
  }

  private static Html wanted(ConsentRequest request) {
    return request.scopes().isEmpty()
        ? element("p", "It names no scopes: it may do whatever the account's token opens.")
        : scopes("It asks for:", request.scopes());
  }

  private static String title(ConsentRequest request) {
    var account = request.account();
    return request.isHost()
        ? "Connect " + (account == null ? request.provider() : account.toString())
        : request.workload() + " asks for " + request.askedAs();
  }

  private static String asks(ConsentRequest request, Form form) {
    return request.isHost()
        ? "You asked for this on the command line. Cloakroom will keep the authorization on this machine, and keep it fresh."
        : "If you allow it, the workload %s can use an account of yours at %s. It gets it as %s: %s. %s"
            .formatted(
                request.workload(),
                request.provider(),
                form.words(),
                form.mode().holds(),
                whereRefreshTokenIs(form));
  }

  private static String whereRefreshTokenIs(Form form) {
    return form.mode() == Mode.ADOPTED_FILE
        ? "So the refresh token leaves Cloakroom, and whatever runs there can take it away."
        : "The refresh token stays with Cloakroom.";
  }

  private static String allowLabel(ConsentRequest request, List<Account> fitting) {
    return fitting.isEmpty()
        ? "Allow, and log in at " + request.provider()
        : "Log in with another account at " + request.provider();
  }

  /// Whose account it is, before it is saved.
  static Reply confirm(ConsentRequest request, Pending pending, Browser browser) {
    var label = pending.identity().label();
    var whose =
        label.isEmpty()
            ? "%s does not tell whose account this is. Save it only if you know that it is yours."
                .formatted(request.provider())
            : "This is the account of %s at %s.".formatted(label, request.provider());
    var page =
        Page.titled("Is this the right account?")
            .with(element("p", whose))
            .with(element("p", "It will be saved as " + pending.account() + "."))
            .with(scopes("It may be used for:", pending.kept().tokens().scopes()));
    if (!pending.missing().isEmpty()) {
      page = page.with(scopes("Asked for, but not granted:", pending.missing()));
    }
    return page.with(
            element(
                "form",
                Map.of(
                    "method",
                    "post",
                    "action",
                    browser.path("/consent/" + request.id() + "/account")),
                hidden("token", browser.formToken()),
                hidden("login", pending.kept().id()),
                button("save", "Save", true),
                button("discard", "Not this one", false)))
        .reply(200);
  }

  /// How it was answered.
  static Reply answered(ConsentRequest request, Browser browser) {
    var page = answer(request).running(SCRIPT);
    return (browser.may(Browsers.CONSOLE) ? page.with(backToConsole(browser)) : page).reply(200);
  }

  private static Page answer(ConsentRequest request) {
    return switch (request.state()) {
      case OPEN -> throw new IllegalArgumentException("not answered: " + request.id());
      case ALLOWED -> allowed(request);
      case DENIED -> note("Denied", "Nothing was given. You can close this page.");
      case BLOCKED ->
          note(
              "Blocked",
              "%s will not ask for %s again. You can close this page."
                  .formatted(request.workload(), request.provider()));
      case EXPIRED -> note("Too late", "This request has expired. Whoever asked may ask again.");
    };
  }

  private static Page allowed(ConsentRequest request) {
    var account = request.account();
    var what = account == null ? request.provider() : account.toString();
    return request.isHost()
        ? note("Connected", "%s is saved. You can close this page.".formatted(what))
        : note(
            "Allowed",
            "%s may use %s, and goes on by itself. You can close this page."
                .formatted(request.workload(), what));
  }

  private static Page note(String title, String text) {
    return Page.titled(title).with(element("p", text));
  }

  private static Html backToConsole(Browser browser) {
    var link = Map.of("href", browser.path("/"));
    return element("p", element("a", link, Html.text("Back to the console")));
  }

  private static Html form(ConsentRequest request, Browser browser, Html... fields) {
    var all = new ArrayList<Html>();
    all.add(hidden("token", browser.formToken()));
    all.addAll(List.of(fields));
    return element(
        "form",
        Map.of("method", "post", "action", browser.path("/consent/" + request.id())),
        all.toArray(Html[]::new));
  }

  private static Html hidden(String name, String value) {
    return element("input", Map.of("type", "hidden", "name", name, "value", value));
  }

  static Html button(String answer, String label, boolean main) {
    var attributes =
        main
            ? Map.of("type", "submit", "name", "answer", "value", answer, "class", "main")
            : Map.of("type", "submit", "name", "answer", "value", answer);
    return element("button", attributes, Html.text(label));
  }

  private static Html scopes(String heading, Scopes scopes) {
    var items = scopes.names().stream().map(name -> element("li", name)).toArray(Html[]::new);
    return items.length == 0
        ? Html.text("")
        : Html.join(List.of(element("p", heading), element("ul", items)));
  }
}
