package dev.cloakroom.cli;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.TokenView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
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
      "  git config --global credential.https://github.com.helper '!cloakroom token github/ana --as git'",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the token is on standard output",
      "1:no such account, or no token lives that long",
      "3:the token is expired, and no new one can be had now",
      "4:a person has to act: connect the account again",
      "5:no host is running",
    })
final class TokenCommand extends HostCommand implements HelperCall.Asking {
  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account, as PROVIDER/NAME.")
  private String account;

  @Parameters(
      index = "1",
      paramLabel = "VERB",
      arity = "0..1",
      description =
          "For --as git and --as docker: get, store or erase, as these call their helpers; which server they mean is on standard input.")
  private @Nullable String verb;

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
      description =
          "plain (the usual), json, header (Authorization: Bearer ...), git, docker, kubectl, aws, xoauth2, or a dialect of `cloakroom dialects`.")
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
      var name = valued || word.equals("--json") ? word : values.containsKey("") ? "verb" : "";
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
    verb = values.get("verb");
    minTtl = values.get("--min-ttl");
    form = values.get("--as");
    json = values.containsKey("--json");
    return true;
  }

  @Override
  public Integer call() {
    var chosen = form == null ? json ? "json" : "plain" : form;
    if (!AccountId.isName(chosen)) {
      throw usage("unknown-form", "--as takes the name of a form: `cloakroom token --help`");
    }
    if (verb == null) {
      print(chosen, "");
      return 0;
    }
    return switch (chosen) {
      case "git" -> new HelperCall(terminal(), this).git(verb);
      case "docker" -> new HelperCall(terminal(), this).docker(verb);
      default ->
          throw usage("bad-choice", "a word after the account is for --as git and --as docker");
    };
  }

  private static Problem usage(String code, String message) {
    return new Problem(Kind.USAGE, code, message);
  }

  @Override
  public void print(String server) {
    print(Objects.requireNonNull(form), server);
  }

  private void print(String chosen, String server) {
    var wishes = wishes();
    wishes.add("as=" + chosen);
    if (!server.isEmpty()) {
      wishes.add("host=" + server);
    }
    var answer = ask(wishes);
    var text = answer.body();
    out().print(text.endsWith("\n") ? text : text + "\n");
  }

  @Override
  public TokenView token() {
    return read(TokenView.class, ask(List.of()).body());
  }

  @Override
  public void refused(long generation) {
    ask(List.of("refused=" + generation));
  }

  private List<String> wishes() {
    var seconds = Quantities.seconds("--min-ttl", minTtl);
    var wishes = new ArrayList<String>();
    if (seconds != null) {
      wishes.add("min_ttl=" + seconds);
    }
    if (refused != null) {
      wishes.add("refused=" + refused);
    }
    return wishes;
  }

  private HostClient.Answer ask(List<String> wishes) {
    var path = "/v1/accounts/" + account(account) + "/token";
    var answer = host().get(wishes.isEmpty() ? path : path + "?" + String.join("&", wishes));
    if (!answer.warning().isEmpty()) {
      terminal().say(answer.warning());
    }
    return answer;
  }
}
