package dev.cloakroom.dialect;

import dev.cloakroom.credential.TokenSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What of a dialect data can't say.
interface Knowledge {
  /// Of a dialect of which data says all.
  Knowledge NONE = (_, _, _) -> Map.of();

  /// More values for its templates.
  Map<String, Object> values(Mode mode, TokenSet shown, Facts facts);

  /// Adds what can be concluded from what was found in a token file.
  default void conclude(Map<String, @Nullable Object> found) {}

  /// What is known of a dialect.
  static Knowledge of(String dialect) {
    return switch (dialect) {
      case "kimi-cli", "kimi-code" -> new KimiSlot();
      case "codex" -> new CodexTokens();
      case "onemount" -> new OneMountFolder();
      case "msal" -> new MsalEntries();
      case "docker-config" -> new DockerAuths();
      case "google-token-json" -> new GoogleDummies();
      case "rclone" -> Names::backend;
      case "gh" -> Names::gitHub;
      case "docker" -> Names::path;
      case "mcp-remote" -> Names::mcpRemote;
      case "env" -> Names::variable;
      default -> NONE;
    };
  }
}
