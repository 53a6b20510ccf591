package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.wire.AccountView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Who waits for an answer, and how every account stands; those that are not well come first.
final class AccountsPage {
  private static final int SIZE = 50;

  private final Rooms rooms;

  AccountsPage(Rooms rooms) {
    this.rooms = rooms;
  }

  private record Row(AccountView account, Health health) {}

  Reply show(Request request, Browser browser) {
    var now = rooms.clock().instant();
    var query = request.query("q").orElse("").strip();
    var rows = rows(now);
    var page = Frame.page(rooms, browser, Frame.Place.ACCOUNTS, "Accounts");
    return page.with(
            Tickets.of(rooms.consents().open(), browser, now),
            summary(rows, browser),
            rows.isEmpty() ? none() : list(rows, query, request, browser))
        .reply(200);
  }

  private List<Row> rows(Instant now) {
    return rooms.accounts().all().stream()
        .map(account -> new Row(account, Health.of(account, now)))
        .sorted(
            Comparator.comparingInt((Row row) -> row.health.rank())
                .thenComparing(row -> row.account.account()))
        .toList();
  }

  /// All in one line, as a whole and by state.
  private static Html summary(List<Row> rows, Browser browser) {
    var states = new ArrayList<Html>();
    rows.stream()
        .map(Row::health)
        .collect(Collectors.groupingBy(Health::rank, TreeMap::new, Collectors.toUnmodifiableList()))
        .values()
        .forEach(same -> {
          var first = same.getFirst();
          states.add(Frame.state(first.tone(), same.size() + " " + lower(first.word())));
        });
    var connect = Map.of("class", "button main", "href", browser.path("/connect"));
    return element(
        "div",
        Map.of("class", "head", "data-part", "summary"),
        tag("div.row", Html.join(states)),
        element("a", connect, Html.text("Connect an account")));
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  private static Html none() {
    return Frame.part(
        "accounts",
        Frame.empty(
            "No account is connected yet",
            "Connect one here, or with `cloakroom connect PROVIDER`. A run that needs one asks by itself."));
  }

  private Html list(List<Row> rows, String query, Request request, Browser browser) {
    var found = rows.stream().filter(row -> matches(row.account, query)).toList();
    var slice = Slice.of(found, SIZE, request);
    var readers =
        rooms.readers().stream()
            .collect(Collectors.groupingBy(g -> g.account().toString(), Collectors.counting()));
    var now = rooms.clock().instant();
    var items =
        slice.items().stream()
            .map(row -> item(row, readers.getOrDefault(row.account.account(), 0L), browser, now))
            .toList();
    return tag(
        "div",
        rows.size() > 8 ? Frame.search(browser, "/", "Find an account", query) : Html.nothing(),
        Frame.part(
            "accounts",
            items.isEmpty()
                ? Frame.empty("Nothing found", "No account's name or owner has that in it.")
                : tag("ul.list", Html.join(items)),
            slice.links(browser, "/", query),
            calendar(rows, browser)));
  }

  private static Html calendar(List<Row> rows, Browser browser) {
    return rows.stream().anyMatch(row -> row.account.lastsUntil() != null)
        ? tag("p.soft", Frame.link(browser, "/calendar.ics", "When accounts end, as a calendar"))
        : Html.nothing();
  }

  private static boolean matches(AccountView account, String query) {
    return lower(account.account() + " " + account.label()).contains(lower(query));
  }

  private static Html item(Row row, long readers, Browser browser, Instant now) {
    var account = row.account;
    return element(
        "li",
        element(
            "a",
            Map.of("class", "item account", "href", browser.path("/accounts/" + account.account())),
            tag("span", element("strong", account.account()), tag("span.soft", account.label())),
            tag("span", Frame.state(row.health.tone(), row.health.word())),
            Life.of(account, now).bar(row.health.tone()),
            tag("span.soft.end", readers(readers))));
  }

  private static String readers(long count) {
    return count == 0
        ? "nobody reads it"
        : count == 1 ? "1 workload reads it" : count + " workloads read it";
  }
}
