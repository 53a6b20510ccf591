package dev.cloakroom.dialect;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How a grant is put within a run's reach (DESIGN.md, delivery modes), least dangerous first.
public enum Mode {
  /// Cloakroom is the tool's token endpoint: the run holds a phantom refresh token, and the access
  /// token until it ends.
  TOKEN_ENDPOINT,

  /// An emulated metadata endpoint of a cloud: the run asks it for the access token.
  METADATA,

  /// A helper program that the tool calls for the access token.
  HELPER,

  /// A file with the access token only, rewritten by the host while the run goes on.
  ACCESS_FILE,

  /// The tool's own file with the real refresh token; what the tool rotates is adopted.
  ADOPTED_FILE;

  /// The word for people and JSON, such as `access-file`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What a run holds by it, for people.
  public String holds() {
    return switch (this) {
      case TOKEN_ENDPOINT -> "a phantom refresh token, and the access token until it ends";
      case METADATA, HELPER -> "the access token, whenever it asks";
      case ACCESS_FILE -> "the access token, in a file that the host keeps fresh";
      case ADOPTED_FILE -> "the real refresh token; what the tool rotates is adopted";
    };
  }

  /// Reads the word.
  ///
  /// @throws Problem `unknown-mode`, naming those that exist
  public static Mode of(String word) {
    return Arrays.stream(values())
        .filter(mode -> mode.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                Kind.USAGE,
                "unknown-mode",
                "There is no delivery mode %s; there is: %s."
                    .formatted(word.replaceAll("[^\\x20-\\x7e]", "?"), words())));
  }

  private static String words() {
    return Arrays.stream(values()).map(Mode::word).collect(Collectors.joining(", "));
  }
}
