package dev.cloakroom.dialect;

import dev.cloakroom.credential.TokenSet;
import java.util.Locale;
import java.util.Map;

/// Names of a tool's own for what the facts name otherwise.
final class Names {
  private static final String USUAL_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final String GITHUB = "github.com";

  /// What rclone calls the providers that it has a backend for.
  private static final Map<String, String> BACKENDS =
      Map.of("google", "drive", "microsoft", "onedrive");

  private Names() {}

  /// The variable that an env file has the token in.
  static Map<String, Object> variable(Mode mode, TokenSet shown, Facts facts) {
    var name = facts.name().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    return Map.of("variable", (Character.isDigit(name.charAt(0)) ? "_" : "") + name + "_TOKEN");
  }

  /// The kind of a remote of rclone.
  static Map<String, Object> backend(Mode mode, TokenSet shown, Facts facts) {
    var provider = facts.account().split("/", 2)[0];
    return Map.of("backend", BACKENDS.getOrDefault(provider, provider));
  }

  /// The server and the person as the GitHub CLI names them.
  static Map<String, Object> gitHub(Mode mode, TokenSet shown, Facts facts) {
    var hosts = facts.apiHosts();
    boolean usual = hosts.isEmpty() || hosts.contains(GITHUB);
    boolean login = facts.label().matches("[A-Za-z0-9-]{1,39}");
    return Map.of(
        "server", usual ? GITHUB : hosts.getFirst(),
        "login", login ? facts.label() : "x-access-token");
  }

  /// Where a run's programs are.
  static Map<String, Object> path(Mode mode, TokenSet shown, Facts facts) {
    return Map.of("path", facts.variables().getOrDefault("PATH", USUAL_PATH));
  }

  /// The files of mcp-remote, which are named by the server, and by the version of their form: of
  /// older releases that is their own version.
  static Map<String, Object> mcpRemote(Mode mode, TokenSet shown, Facts facts) {
    var set = facts.variables();
    var host = facts.apiHosts().isEmpty() ? "localhost" : facts.apiHosts().getFirst();
    var server = set.getOrDefault("MCP_SERVER_URL", "https://%s/mcp".formatted(host));
    return Map.of(
        "hash", Digest.md5(server),
        "version", set.getOrDefault("MCP_REMOTE_VERSION", "v1"));
  }
}
