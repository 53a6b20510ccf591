package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.consent.Browser;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The providers, to connect an account at one of them.
final class ConnectPage {
  private final Rooms rooms;

  ConnectPage(Rooms rooms) {
    this.rooms = rooms;
  }

  Reply show(Request request, Browser browser) {
    var query = request.query("q").orElse("").strip().toLowerCase(Locale.ROOT);
    var found =
        rooms.catalog().providers().stream()
            .filter(provider -> matches(provider, query))
            .sorted(
                Comparator.comparing((Provider p) -> p.client() == null)
                    .thenComparing(Provider::id))
            .map(provider -> item(provider, browser))
            .toList();
    return Frame.page(rooms, browser, Frame.Place.ACCOUNTS, "Connect an account")
        .with(
            Frame.search(browser, "/connect", "Find a provider", query),
            Frame.part(
                "providers",
                found.isEmpty()
                    ? Frame.empty(
                        "No such provider",
                        "Any OpenID Connect or OAuth server can be added under `providers` in cloakroom.yaml.")
                    : tag("ul.list", Html.join(found))))
        .reply(200);
  }

  private static boolean matches(Provider provider, String query) {
    return provider.id().contains(query)
        || provider.aliases().keySet().stream().anyMatch(alias -> alias.contains(query));
  }

  private static Html item(Provider provider, Browser browser) {
    var names = provider.aliases().keySet().stream().sorted().toList();
    boolean ready = provider.client() != null;
    var about =
        ready
            ? names.isEmpty() ? "Ready to connect" : "Also as " + String.join(", ", names)
            : "Needs an OAuth client of your own, under providers.%s.client in cloakroom.yaml"
                .formatted(provider.id());
    return element(
        "li",
        tag(
            "div.item.provider",
            tag("span", element("strong", provider.id()), tag("span.soft", about)),
            ready ? form(provider, names, browser) : Html.nothing()));
  }

  private static Html form(Provider provider, List<String> aliases, Browser browser) {
    var forms =
        Stream.concat(Stream.of(provider.id()), aliases.stream())
            .map(name ->
                Frame.popup(
                    browser,
                    "/connect",
                    Frame.hidden("provider", name),
                    element("button", "Connect " + name)))
            .toList();
    return tag("div.row", Html.join(forms));
  }

  Reply connect(Request request, Browser browser) {
    var name = request.form("name").filter(text -> !text.isEmpty());
    if (name.isPresent() && !AccountId.isName(name.get())) {
      throw new Problem(
          Kind.USAGE,
          "bad-account",
          "An account's name has lower-case letters, digits, dots and hyphens.");
    }
    var asked =
        rooms
            .consents()
            .connect(request.form("provider").orElse(""), name.orElse(null), Scopes.NONE);
    return Reply.seeOther(URI.create(browser.path("/consent/" + asked.id())));
  }
}
