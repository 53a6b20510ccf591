package dev.cloakroom.cli;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.TokenView;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Answers git and docker as a credential helper of theirs, by what they say on standard input.
///
/// A server that the account is not for is no failure: the next helper has its turn.
final class HelperCall {
  private static final int LONGEST_LINE = 64 << 10;
  private static final Pattern SERVER = Pattern.compile("[A-Za-z0-9.:/_-]+");
  private static final String NOT_FOUND = "credentials not found in native keychain";

  private final Terminal terminal;
  private final Asking asking;

  /// Asks the host.
  interface Asking {
    /// Prints the token for `server`; empty when nobody named one.
    void print(String server);

    /// The token of now.
    TokenView token();

    /// Says that the token of a generation was refused.
    void refused(long generation);
  }

  HelperCall(Terminal terminal, Asking asking) {
    this.terminal = terminal;
    this.asking = asking;
  }

  /// As git calls it, with `get`, `store`, `erase`, or what later versions may have.
  int git(String verb) {
    var words = words();
    var server = words.getOrDefault("host", "");
    var protocol = words.get("protocol");
    switch (verb) {
      case "get" -> print(protocol == null ? server : protocol + "://" + server);
      case "erase" -> erase(Secret.of(words.getOrDefault("password", "")));
      default -> {} // nothing is ever stored
    }
    return 0;
  }

  private Map<String, String> words() {
    var words = new HashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int equals = line.indexOf('=');
      words.put(line.substring(0, Math.max(equals, 0)), line.substring(equals + 1));
    }
    return words;
  }

  private String line() {
    return terminal.line(LONGEST_LINE).orElse("");
  }

  /// Prints, and says whether there was something to print.
  private boolean print(String server) {
    if (!server.isEmpty() && !SERVER.matcher(server).matches()) {
      return false;
    }
    try {
      asking.print(server);
      return true;
    } catch (Problem problem) {
      if (problem.code().equals("other-server")) {
        return false;
      }
      throw problem;
    }
  }

  private void erase(Secret refused) {
    if (refused.length() == 0) {
      return;
    }
    var token = asking.token();
    if (token.accessToken().equals(refused)) {
      asking.refused(token.generation());
    }
  }

  /// As docker calls it, with `get`, `store`, `erase`, `list` or `version`.
  int docker(String verb) {
    switch (verb) {
      case "get" -> {
        return dockerGet();
      }
      case "list" -> terminal.out().println("{}");
      case "version" -> terminal.out().println("cloakroom");
      default -> {} // nothing is ever stored
    }
    return 0;
  }

  private int dockerGet() {
    try {
      if (print(line())) {
        return 0;
      }
      terminal.out().println(NOT_FOUND);
      return 1;
    } catch (Problem problem) {
      terminal.out().println(problem.getMessage()); // docker shows no other stream
      throw problem;
    }
  }
}
