package dev.cloakroom.dialect;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The dialects that Cloakroom speaks. Immutable.
public final class Dialects {
  /// The one that files have where no tool is named: the form that NanoClaw's skills read.
  public static final String USUAL = "nanoclaw";

  /// The one of no tool: the bare access token.
  public static final String PLAIN = "plain";

  private final Map<String, Dialect> dialects = new LinkedHashMap<>();

  private Dialects(List<Dialect> dialects) {
    dialects.forEach(dialect -> this.dialects.put(dialect.name(), dialect));
  }

  /// Those that come with Cloakroom.
  public static Dialects builtIn() {
    return new Dialects(List.of());
  }

  /// All of them, by name.
  public List<Dialect> all() {
    return List.copyOf(dialects.values());
  }

  /// The one of that name, if there is one.
  public Optional<Dialect> find(String name) {
    return Optional.ofNullable(dialects.get(name));
  }

  /// The one of that name.
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
