package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.workload.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who may read what: workloads down, accounts across.
///
/// Grants of runs are in it while the run lasts. Both ways are cut into pages.
final class AccessPage {
  private static final int WORKLOADS = 50;
  private static final int ACCOUNTS = 6;

  private final Rooms rooms;

  AccessPage(Rooms rooms) {
    this.rooms = rooms;
  }

  Reply show(Request request, Browser browser) {
    var grants = all();
    var page =
        Frame.page(rooms, browser, Frame.Place.ACCESS, "Who may read what")
            .with(
                Page.text(
                    "What is not in this table can't be read. A workload gets access tokens only, never a refresh token."));
    return page.with(
            grants.isEmpty()
                ? Frame.part(
                    "access",
                    Frame.empty(
                        "No workload may read anything",
                        "Allow it when one asks, or with `cloakroom grant WORKLOAD ACCOUNT`."))
                : matrix(grants, request, browser))
        .reply(200);
  }

  /// The grants that last, and those of runs under way.
  private List<Grant> all() {
    return rooms.grants().all();
  }

  private static Html matrix(List<Grant> grants, Request request, Browser browser) {
    var workloads = Slice.of(distinct(grants.stream().map(Grant::workload)), WORKLOADS, request);
    var accounts = distinct(grants.stream().map(grant -> grant.account().toString()));
    var tables = new ArrayList<Html>();
    for (int from = 0; from < accounts.size(); from += ACCOUNTS) {
      var some = accounts.subList(from, Math.min(from + ACCOUNTS, accounts.size()));
      tables.add(table(workloads.items(), some, grants, browser));
    }
    return Frame.part("access", Html.join(tables), workloads.links(browser, "/access", ""));
  }

  private static List<String> distinct(Stream<String> names) {
    return names.distinct().sorted().toList();
  }

  private static Html table(
      List<String> workloads, List<String> accounts, List<Grant> grants, Browser browser) {
    var head = new ArrayList<Html>();
    head.add(element("th", tag("span.unseen", "Workload")));
    for (var account : accounts) {
      var link = Frame.link(browser, "/accounts/" + account, account);
      head.add(element("th", Map.of("scope", "col"), link));
    }
    var rows = workloads.stream().map(workload -> row(workload, accounts, grants)).toList();
    return element(
        "div",
        Map.of(
            "class",
            "scroll",
            "tabindex",
            "0",
            "role",
            "region",
            "aria-label",
            "Workloads and accounts"),
        tag(
            "table.matrix",
            element("thead", element("tr", Html.join(head))),
            element("tbody", Html.join(rows))));
  }

  private static Html row(String workload, List<String> accounts, List<Grant> grants) {
    var cells = new ArrayList<Html>();
    cells.add(element("th", Map.of("scope", "row"), Html.text(workload)));
    for (var account : accounts) {
      var here =
          grants.stream()
              .filter(g -> g.workload().equals(workload))
              .filter(g -> g.account().toString().equals(account))
              .toList();
      cells.add(here.isEmpty() ? tag("td.soft", "–") : element("td", Html.join(cell(here))));
    }
    return element("tr", Html.join(cells));
  }

  private static List<Html> cell(List<Grant> grants) {
    return grants.stream()
        .map(grant ->
            tag(
                "div",
                Frame.state(Tone.GOOD, grant.mode().word()),
                tag("div.soft", grant.name() + ": " + ceiling(grant))))
        .toList();
  }

  /// The most that a grant gives, in words.
  static String ceiling(Grant grant) {
    return grant.scopes().isEmpty()
        ? "whatever the account may"
        : grant.scopes().names().stream().map(Frame::shortScope).collect(Collectors.joining(", "));
  }
}
