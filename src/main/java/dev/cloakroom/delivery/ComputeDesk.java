package dev.cloakroom.delivery;

import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/// The metadata server of Google's machines, as far as credentials go. Its clients have nothing to
/// prove themselves by: it is in the run's own network, and wants the header that no web page
/// sends, and nobody between, as the real one does.
final class ComputeDesk {
  private static final int FINE = 200;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final String FLAVOR = "Metadata-Flavor";
  private static final String GOOGLE = "Google";
  private static final String ROOT = "/computeMetadata/v1";
  private static final String ACCOUNTS = ROOT + "/instance/service-accounts";
  private static final String ACCOUNT = ACCOUNTS + "/{who}";
  private static final String SELF = "default";

  private final PartTable parts;
  private final Supply supply;

  ComputeDesk(PartTable parts, Supply supply) {
    this.parts = parts;
    this.supply = supply;
  }

  List<Route> routes() {
    return List.of(
        route("/", (_, _) -> text("computeMetadata/\n")),
        route(ROOT, (_, _) -> text("instance/\nuniverse/\n")),
        route(ROOT + "/", (_, _) -> text("instance/\nuniverse/\n")),
        route(ROOT + "/instance", (_, _) -> text("service-accounts/\n")),
        route(ROOT + "/instance/", (_, _) -> text("service-accounts/\n")),
        route(ROOT + "/universe/universe-domain", (_, _) -> text("googleapis.com")),
        route(ROOT + "/universe/universe_domain", (_, _) -> text("googleapis.com")),
        route(ACCOUNTS, (part, _) -> text(SELF + "/\n" + email(part) + "/\n")),
        route(ACCOUNTS + "/", (part, _) -> text(SELF + "/\n" + email(part) + "/\n")),
        route(ACCOUNT, this::account),
        route(ACCOUNT + "/", this::account),
        route(ACCOUNT + "/aliases", (_, _) -> text(SELF + "\n")),
        route(ACCOUNT + "/email", (part, _) -> text(email(part))),
        route(ACCOUNT + "/scopes", (part, _) -> text(String.join("\n", scopes(part)) + "\n")),
        route(ACCOUNT + "/token", (part, _) -> token(part)));
  }

  private Route route(String path, BiFunction<Part, Request, Reply> answer) {
    return Route.get(path, request -> answer(request, answer).header(FLAVOR, GOOGLE));
  }

  private Reply answer(Request request, BiFunction<Part, Request, Reply> answer) {
    var part = parts.computer().orElseThrow(PartTable::nothing);
    if (!request.header("metadata-flavor").orElse("").equals(GOOGLE)) {
      return text(FORBIDDEN, "Missing Metadata-Flavor:Google header.\n");
    }
    if (request.header("x-forwarded-for").isPresent()) {
      return text(FORBIDDEN, "Nobody may forward to this server.\n");
    }
    var who = request.parameters().getOrDefault("who", SELF);
    try {
      return Set.of(SELF, email(part)).contains(who)
          ? answer.apply(part, request)
          : text(NOT_FOUND, "There is no such service account.\n");
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  private Reply account(Part part, Request request) {
    if (!Boolean.parseBoolean(request.query("recursive").orElse(""))) {
      return text("aliases\nemail\nscopes\ntoken\n");
    }
    var members = new LinkedHashMap<String, Object>();
    members.put("aliases", List.of(SELF));
    members.put("email", email(part));
    members.put("scopes", scopes(part));
    return JsonReply.of(FINE, members);
  }

  private Reply token(Part part) {
    var tokens = supply.give(part);
    var members = new LinkedHashMap<String, Object>();
    members.put("access_token", tokens.access());
    members.put("expires_in", supply.secondsLeft(tokens));
    members.put("token_type", TokenDesk.type(tokens));
    return JsonReply.of(FINE, members);
  }

  private List<String> scopes(Part part) {
    return List.copyOf(supply.scopes(part).names());
  }

  /// A name for the account that looks like a service account's, and is no mailbox.
  private static String email(Part part) {
    return "%s@%s.cloakroom.invalid".formatted(part.account().name(), part.account().provider());
  }

  private static Reply text(String text) {
    return text(FINE, text);
  }

  private static Reply text(int status, String text) {
    return Reply.text(status, "application/text", text);
  }
}
