package dev.cloakroom.workload;

import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a grant is delivered.
///
/// @param mode the way
/// @param dialect whose credential format it has, by the name of [Dialects]
/// @param file where a standing delivery is, an absolute path of the host; null for runs
public record Form(Mode mode, String dialect, @Nullable String file) {
  /// For runs, and for no tool in particular.
  ///
  /// @throws Problem `mode-not-taken` for a mode that only tools take
  public static Form of(Mode mode) {
    var dialect =
        switch (mode) {
          case TOKEN_ENDPOINT -> "oauth-client";
          case METADATA -> "gce";
          case HELPER -> Dialects.PLAIN;
          case ACCESS_FILE -> Dialects.USUAL;
          case ADOPTED_FILE ->
              throw new Problem(
                  Kind.USAGE,
                  "mode-not-taken",
                  "adopted-file is for a tool that refreshes by itself: name it with --for.");
        };
    return new Form(mode, dialect, null);
  }

  /// Whether it is one of [#of].
  public boolean isForNoTool() {
    return mode != Mode.ADOPTED_FILE && equals(of(mode));
  }

  /// The mode of that name, or, when it is null, the least dangerous one that the tool takes.
  ///
  /// @throws Problem `mode-not-taken`, or `mode-must-be-named` for one that hands out a refresh
  ///   token
  public static Mode modeOf(Dialect dialect, @Nullable String word) {
    var mode = word == null ? dialect.modes().getFirst() : Mode.of(word);
    if (!dialect.modes().contains(mode)) {
      throw new Problem(
          Kind.USAGE,
          "mode-not-taken",
          "%s takes no %s; it takes %s.".formatted(dialect.tool(), mode.word(), words(dialect)));
    }
    if (word == null && mode == Mode.ADOPTED_FILE) {
      throw new Problem(
          Kind.USAGE,
          "mode-must-be-named",
          "%s can only work with the refresh token itself, which leaves the host with it: say so with the mode adopted-file."
              .formatted(dialect.tool()));
    }
    return mode;
  }

  private static String words(Dialect dialect) {
    return dialect.modes().stream().map(Mode::word).collect(Collectors.joining(", "));
  }

  /// The same for people, such as `access-file for nanoclaw`.
  public String words() {
    return mode.word() + " for " + dialect + (file == null ? "" : " at " + file);
  }

  /// One line that [#ofLine] reads.
  public String line() {
    return mode.name() + " " + dialect + (file == null ? "" : " " + file);
  }

  /// The form that was written so. A mode alone is one for no tool in particular.
  ///
  /// @throws IllegalArgumentException when it is no such line
  public static Form ofLine(String line) {
    var parts = line.split(" ", 3);
    var mode = Mode.valueOf(parts[0]);
    return parts.length == 1
        ? of(mode)
        : new Form(mode, parts[1], parts.length == 2 ? null : parts[2]);
  }
}
