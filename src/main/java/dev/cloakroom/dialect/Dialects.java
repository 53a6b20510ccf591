package dev.cloakroom.dialect;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The dialects that Cloakroom speaks. Safe for any thread.
public final class Dialects {
  /// The one that files have where no tool is named: the form that NanoClaw's skills read.
  public static final String USUAL = "nanoclaw";

  /// The one of no tool: the bare access token.
  public static final String PLAIN = "plain";

  private static final List<String> BUILT_IN =
      List.of(
          "nanoclaw",
          "plain",
          "env",
          "oauth-client",
          "kimi-code",
          "kimi-cli",
          "codex",
          "codex-command",
          "claude-code",
          "gemini-cli",
          "qwen-code",
          "opencode",
          "google-external",
          "google-authorized-user",
          "google-token-json",
          "gcloud",
          "gce",
          "onemount",
          "msal",
          "azure",
          "rclone",
          "gh",
          "git",
          "docker",
          "docker-config",
          "npm",
          "netrc",
          "kubectl",
          "aws",
          "aws-process",
          "mcp-remote",
          "xoauth2");

  /// Short names of tools.
  private static final Map<String, String> ALIASES =
      Map.of(
          "kimi", "kimi-code",
          "google", "google-external",
          "gemini", "gemini-cli",
          "claude", "claude-code",
          "qwen", "qwen-code");

  private final Map<String, Dialect> read = new ConcurrentHashMap<>();

  private Dialects() {}

  /// Those that come with Cloakroom. Each is read when somebody asks for it.
  public static Dialects builtIn() {
    return new Dialects();
  }

  /// All of them, by name.
  public List<Dialect> all() {
    return BUILT_IN.stream().sorted().map(this::dialect).toList();
  }

  /// The one of that name or alias, if there is one.
  public Optional<Dialect> find(String name) {
    var full = ALIASES.getOrDefault(name, name);
    return BUILT_IN.contains(full)
        ? Optional.of(read.computeIfAbsent(full, Dialects::read))
        : Optional.empty();
  }

  private static Dialect read(String name) {
    return new ToolDialect(name, DescriptionReader.builtIn(name), Knowledge.of(name));
  }

  /// The one of that name or alias.
  ///
  /// @throws Problem `unknown-dialect`
  public Dialect dialect(String name) {
    return find(name)
        .orElseThrow(() ->
            new Problem(
                Kind.NOT_FOUND,
                "unknown-dialect",
                "There is no dialect %s: `cloakroom dialects` lists those that there are."
                    .formatted(name.replaceAll("[^\\x20-\\x7e]", "?"))));
  }
}
