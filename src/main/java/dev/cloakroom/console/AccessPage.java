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
/// Grants of runs are in it while the run lasts. It is cut into small tables, a few on a page; in
/// each are some workloads, and some of the accounts that these may read.
final class AccessPage {
  private static final int WORKLOADS = 20;
  private static final int ACCOUNTS = 6;
  private static final int TABLES = 5;

  private final Rooms rooms;

  AccessPage(Rooms rooms) {
    this.rooms = rooms;
  }

  Reply show(Request request, Browser browser) {
    var grants = rooms.readers();
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

  private record Block(List<String> workloads, List<String> accounts) {}

  private static Html matrix(List<Grant> grants, Request request, Browser browser) {
    var slice = Slice.of(blocks(grants), TABLES, request);
    var tables = slice.items().stream().map(block -> table(block, grants, browser)).toList();
    return Frame.part("access", Html.join(tables), slice.links(browser, "/access", ""));
  }

  private static List<Block> blocks(List<Grant> grants) {
    var blocks = new ArrayList<Block>();
    for (var workloads : chunks(distinct(grants.stream().map(Grant::workload)), WORKLOADS)) {
      var theirs = grants.stream().filter(grant -> workloads.contains(grant.workload()));
      var accounts = distinct(theirs.map(grant -> grant.account().toString()));
      chunks(accounts, ACCOUNTS).forEach(some -> blocks.add(new Block(workloads, some)));
    }
    return blocks;
  }

  private static List<List<String>> chunks(List<String> all, int size) {
    var chunks = new ArrayList<List<String>>();
    for (int from = 0; from < all.size(); from += size) {
      chunks.add(all.subList(from, Math.min(from + size, all.size())));
    }
    return chunks;
  }

  private static List<String> distinct(Stream<String> names) {
    return names.distinct().sorted().toList();
  }

  private static Html table(Block block, List<Grant> grants, Browser browser) {
    var head = new ArrayList<Html>();
    head.add(element("th", tag("span.unseen", "Workload")));
    for (var account : block.accounts) {
      var link = Frame.link(browser, "/accounts/" + account, account);
      head.add(element("th", Map.of("scope", "col"), link));
    }
    var rows = block.workloads.stream().map(name -> row(name, block.accounts, grants)).toList();
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
                Frame.state(Tone.GOOD, grant.form().mode().word()),
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
