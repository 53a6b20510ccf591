package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.TokenView;
import io.avaje.json.stream.JsonStream;
import java.util.ArrayList;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `token`: prints a live access token.
@Command(
    name = "token",
    description = "Print a live access token of an account.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom token google/ana --as header | curl -H @- https://www.googleapis.com/...",
      "  cloakroom token google/ana --min-ttl 10m --as json",
      "  cloakroom token google/ana --refused 41",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the token is on standard output",
      "1:no such account, or no token lives that long",
      "3:the token is expired, and no new one can be had now",
      "4:a person has to act: connect the account again",
      "5:no host is running",
    })
final class TokenCommand extends HostCommand {
  @Parameters(paramLabel = "ACCOUNT", description = "The account, as PROVIDER/NAME.")
  private String account;

  @Option(
      names = "--min-ttl",
      paramLabel = "TIME",
      description = "How long it must live at least: 90s, 10m, 2h.")
  private @Nullable String minTtl;

  @Option(
      names = "--refused",
      paramLabel = "GENERATION",
      description =
          "A server refused the token of that generation (as --json tells it): get a newer one, at most once a minute.")
  private @Nullable Long refused;

  @Option(
      names = "--as",
      paramLabel = "FORM",
      description = "plain (the usual), json, or header (Authorization: Bearer ...).")
  private @Nullable String form;

  TokenCommand(Surroundings around) {
    super(around);
  }

  /// Reads plain arguments, and says whether it understood all of them; else picocli has its turn.
  ///
  /// This command is called by other programs, so its start counts. Picocli's classes have a format
  /// so old that the JVM keeps them out of its AOT cache, and cost more than all the rest.
  boolean takes(String... arguments) {
    var values = new HashMap<String, String>();
    for (int i = 0; i < arguments.length; i++) {
      var word = arguments[i];
      boolean valued = word.equals("--as") || word.equals("--min-ttl");
      var name = valued || word.equals("--json") ? word : "";
      i += valued ? 1 : 0;
      var value = i < arguments.length ? arguments[i] : "-";
      if (!word.equals("--json") && value.startsWith("-")) {
        return false; // another option, or nothing
      }
      if (values.put(name, value) != null) {
        return false; // given twice
      }
    }
    var named = values.get("");
    if (named == null) {
      return false;
    }
    account = named;
    minTtl = values.get("--min-ttl");
    form = values.get("--as");
    json = values.containsKey("--json");
    return true;
  }

  @Override
  public Integer call() {
    var chosen = form == null ? json ? "json" : "plain" : form;
    if (!chosen.equals("plain") && !chosen.equals("json") && !chosen.equals("header")) {
      throw new Problem(
          Kind.USAGE,
          "unknown-form",
          "--as " + chosen + " does not exist: there is plain, json and header");
    }
    var token = read(TokenView.class, host().get(path()).body());
    if (token.warning() != null) {
      terminal().say(token.warning());
    }
    out().println(text(token, chosen));
    return 0;
  }

  private String path() {
    var seconds = Quantities.seconds("--min-ttl", minTtl);
    var wishes = new ArrayList<String>();
    if (seconds != null) {
      wishes.add("min_ttl=" + seconds);
    }
    if (refused != null) {
      wishes.add("refused=" + refused);
    }
    var path = "/v1/accounts/" + account(account) + "/token";
    return wishes.isEmpty() ? path : path + "?" + String.join("&", wishes);
  }

  private static String text(TokenView token, String form) {
    return switch (form) {
      case "json" -> json(token);
      case "header" -> token.accessToken().useText(text -> "Authorization: Bearer " + text);
      default -> token.accessToken().useText(text -> text);
    };
  }

  private static String json(TokenView token) {
    try (var json = JsonStream.builder().serializeNulls(true).build().bufferedWriter()) {
      json.beginObject();
      json.name("access_token");
      token
          .accessToken()
          .useText(text -> {
            json.value(text);
            return true;
          });
      json.name("token_type");
      json.value(token.tokenType());
      json.name("expires_at");
      json.value(token.expiresAt() == null ? null : token.expiresAt().toString());
      json.name("scope");
      json.value(token.scope());
      json.name("generation");
      json.value(token.generation());
      json.endObject();
      return json.result();
    }
  }
}
