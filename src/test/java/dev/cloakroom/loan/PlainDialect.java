package dev.cloakroom.loan;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.dialect.Outfit;
import dev.cloakroom.dialect.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A dialect for tests: one line, `access refresh end subject .`; a tombstone is `-`.
final class PlainDialect implements Dialect {
  static final String FILE = "tool.json";

  private final UnaryOperator<Reading> belief;

  PlainDialect() {
    this(found -> found);
  }

  /// @param belief what is made of what is read
  PlainDialect(UnaryOperator<Reading> belief) {
    this.belief = belief;
  }

  @Override
  public String name() {
    return "plain-file";
  }

  @Override
  public String tool() {
    return "a tool";
  }

  @Override
  public List<String> providers() {
    return List.of();
  }

  @Override
  public List<Mode> modes() {
    return List.of(Mode.ADOPTED_FILE);
  }

  @Override
  public Duration threshold(Duration lifetime) {
    return lifetime.dividedBy(2);
  }

  @Override
  public List<String> replyMembers() {
    return List.of("access_token");
  }

  @Override
  public Shape phantom() {
    return Shape.OPAQUE;
  }

  @Override
  public Outfit outfit(Mode mode, TokenSet shown, Facts facts) {
    var place = new Outfit.Place(Path.of("/home/.tool"), FILE);
    return new Outfit(null, place, Map.of("TOOL_HOME", "/home/.tool"));
  }

  @Override
  public Secret write(Mode mode, TokenSet shown, Facts facts) {
    var refresh = Objects.requireNonNull(shown.refresh());
    var end = Objects.requireNonNull(shown.expiresAt());
    return refresh.useText(
        r -> shown.access().useText(a -> Secret.of(line(a, r, end, facts.subject()))));
  }

  /// The line of a file.
  static String line(String access, String refresh, Instant end, String subject) {
    return "%s|%s|%s|%s|.".formatted(access, refresh, end, subject);
  }

  @Override
  public Reading read(Secret content, Instant now) {
    return belief.apply(content.useText(text -> read(text, now)));
  }

  private static Reading read(String text, Instant now) {
    if (text.equals("-")) {
      return new Reading.Tombstone();
    }
    var parts = text.split("\\|", -1);
    if (parts.length != 5 || !parts[4].equals(".")) {
      return new Reading.Torn();
    }
    var tokens =
        new TokenSet(
            Generation.NONE,
            Secret.of(parts[0]),
            Secret.of(parts[1]),
            "Bearer",
            now,
            Instant.parse(parts[2]),
            Scopes.NONE);
    return new Reading.Tokens(tokens, parts[3]);
  }
}
