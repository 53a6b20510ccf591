package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.wire.AccountView;
import dev.cloakroom.wire.DisconnectView;
import dev.cloakroom.wire.RunView;
import dev.cloakroom.workload.Grant;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One account: how it stands and why, who reads it, and the way to end it.
final class AccountPage {
  private final Rooms rooms;

  AccountPage(Rooms rooms) {
    this.rooms = rooms;
  }

  Reply show(Request request, Browser browser) {
    var id = account(request);
    var account = rooms.accounts().one(id);
    var now = rooms.clock().instant();
    return page(browser, account.account())
        .with(
            standing(account, browser, now),
            readers(id),
            tag("p", Frame.link(browser, path(id) + "/disconnect", "Disconnect this account…")))
        .reply(200);
  }

  private Page page(Browser browser, String title) {
    return Frame.page(rooms, browser, Frame.Place.ACCOUNTS, title);
  }

  private static String path(AccountId id) {
    return "/accounts/" + id;
  }

  private static AccountId account(Request request) {
    var text = request.parameter("provider") + "/" + request.parameter("name");
    return AccountId.parse(text).orElseThrow(() -> Vault.unknown(new AccountId("no", "such")));
  }

  private static Html standing(AccountView account, Browser browser, Instant now) {
    var health = Health.of(account, now);
    var life = Life.of(account, now);
    var facts = new LinkedHashMap<String, Html>();
    facts.put("Whose", Html.text(account.label()));
    facts.put("Access token", life.bar(health.tone()));
    facts.put("Came", Spans.moment(account.issuedAt(), now));
    facts.put("Token set", Html.text("number " + account.generation()));
    facts.put("Lasts", lasting(account, now));
    facts.put("Scopes", scopes(account.scope()));
    return Frame.part(
        "standing",
        tag("div.head", element("h2", "How it stands"), Frame.state(health.tone(), health.word())),
        tag("p.why." + health.tone().style(), health.story()),
        health.loginHelps() ? again(account, browser) : Html.nothing(),
        Frame.facts(facts));
  }

  /// When a person is needed next, and how soon if the host stays off.
  private static Html lasting(AccountView account, Instant now) {
    var end = account.lastsUntil();
    var rest = account.restsUntil();
    var lasts =
        end == null
            ? Html.text("no end is known")
            : element(
                "span", Html.text("until "), Spans.day(end, now), Html.text(Health.why(account)));
    return rest == null
        ? lasts
        : element(
            "span", lasts, Html.text("; while the host is off, until "), Spans.day(rest, now));
  }

  private static Html scopes(String scope) {
    return scope.isEmpty()
        ? tag("span.soft", "The provider names none.")
        : Frame.scopes(List.of(scope.split(" ", -1)));
  }

  private static Html again(AccountView account, Browser browser) {
    int slash = account.account().indexOf('/');
    return tag(
        "p",
        Frame.popup(
            browser,
            "/connect",
            Frame.hidden("provider", account.account().substring(0, slash)),
            Frame.hidden("name", account.account().substring(slash + 1)),
            tag("button.main", "Log in again")));
  }

  private Html readers(AccountId id) {
    var grants = rooms.readers().stream().filter(g -> g.account().equals(id)).toList();
    return Frame.part(
        "readers",
        tag("div.head", element("h2", "Who may read it")),
        grants.isEmpty()
            ? Frame.empty(
                "Nobody but you",
                "Allow it when a workload asks, or with `cloakroom grant WORKLOAD %s`."
                    .formatted(id))
            : table(grants));
  }

  private static Html table(List<Grant> grants) {
    var head = row("th", "Workload", "Known to it as", "At most", "How");
    var rows =
        grants.stream()
            .map(grant ->
                row(
                    "td",
                    grant.workload(),
                    grant.name(),
                    AccessPage.ceiling(grant),
                    grant.form().mode().word()))
            .toList();
    return tag(
        "div.scroll", element("table", element("thead", head), element("tbody", Html.join(rows))));
  }

  private static Html row(String cell, String... texts) {
    return element(
        "tr", Html.join(List.of(texts).stream().map(text -> element(cell, text)).toList()));
  }

  /// What disconnecting would do, before it is done.
  Reply askToDisconnect(Request request, Browser browser) {
    var id = account(request);
    var account = rooms.accounts().one(id);
    return page(browser, "Disconnect %s?".formatted(id))
        .with(
            element(
                "section",
                Map.of("class", "sheet"),
                element("p", "This account of %s goes away here:".formatted(account.label())),
                consequences(id),
                Frame.form(
                    browser,
                    path(id) + "/disconnect",
                    tag("div.row", tag("button.danger", "Disconnect " + id), cancel(browser, id)))))
        .reply(200);
  }

  private static Html cancel(Browser browser, AccountId id) {
    var attributes = Map.of("class", "button", "href", browser.path(path(id)));
    return element("a", attributes, Html.text("Keep it"));
  }

  private Html consequences(AccountId id) {
    var grants = rooms.readers().stream().filter(g -> g.account().equals(id)).toList();
    var runs = rooms.runs().views().stream().filter(run -> holds(run, id)).toList();
    return element(
        "ul",
        element("li", revocation(id)),
        element("li", "Its token sets are deleted from the vault on this machine."),
        element(
            "li",
            grants.isEmpty()
                ? "No workload may read it, so nobody loses anything."
                : "These workloads can't read it any more: "
                    + String.join(", ", grants.stream().map(Grant::workload).distinct().toList())
                    + "."),
        runs.isEmpty()
            ? Html.nothing()
            : element(
                "li",
                "These runs lose its token file at once: "
                    + String.join(", ", runs.stream().map(RunView::id).toList())
                    + ". A token that they have read already works until it expires, if the provider does not revoke it."));
  }

  private String revocation(AccountId id) {
    boolean revocable =
        rooms
            .catalog()
            .find(id.provider())
            .map(found -> found.provider())
            .filter(p -> p.issuer() != null || p.endpoints().revocation() != null)
            .isPresent();
    return revocable
        ? "%s is asked to revoke the authorization, as far as it can.".formatted(id.provider())
        : "%s has no way to revoke it from here: end it on its own pages, too."
            .formatted(id.provider());
  }

  private static boolean holds(RunView run, AccountId id) {
    return !run.state().equals("ended")
        && run.grants().stream().anyMatch(grant -> grant.account().equals(id.toString()));
  }

  Reply disconnect(Request request, Browser browser) {
    return done(rooms.accounts().disconnect(account(request)), browser);
  }

  private Reply done(DisconnectView done, Browser browser) {
    var revoked =
        done.revoked()
            ? "The provider took the authorization back."
            : "The provider did not confirm that it took the authorization back: end it on its own pages, too.";
    var ended =
        done.grants().isEmpty()
            ? "No grant depended on it."
            : "These grants ended: " + String.join(", ", done.grants()) + ".";
    return page(browser, done.account() + " is disconnected")
        .with(
            element(
                "section",
                Map.of("class", "sheet"),
                element("p", revoked),
                element("p", ended),
                element("p", Frame.link(browser, "/", "To the accounts"))))
        .reply(200);
  }
}
