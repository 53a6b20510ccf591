package dev.cloakroom.dialect;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tokens and facts to deliver in tests.
final class Sample {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final Instant END = Instant.parse("2026-11-21T10:38:02.123456Z");
  static final Dialects DIALECTS = Dialects.builtIn();

  private Sample() {}

  static TokenSet tokens(@Nullable String refresh) {
    return tokens("a.1", refresh, END);
  }

  static TokenSet tokens(String access, @Nullable String refresh, @Nullable Instant end) {
    return new TokenSet(
        Generation.NONE,
        Secret.of(access),
        refresh == null ? null : Secret.of(refresh),
        "Bearer",
        NOW.minus(Duration.ofMinutes(1)),
        end,
        Scopes.of("calendar", "openid"));
  }

  static Facts facts() {
    return facts(Map.of());
  }

  static Facts facts(Map<String, String> variables) {
    return new Facts(
        "work",
        "google/ana",
        "subject-1",
        "ana@example.org",
        "https://id.test/token",
        List.of("github.com", "ghcr.io"),
        Path.of("/home"),
        Path.of("/workspace/tokens"),
        URI.create("http://127.0.0.1:8181/work"),
        "run-client",
        Secret.of("run-secret"),
        variables);
  }

  static String written(String dialect, Mode mode, @Nullable String refresh) {
    return DIALECTS.dialect(dialect).write(mode, tokens(refresh), facts()).useText(text -> text);
  }

  static Reading read(String dialect, String content) {
    return DIALECTS.dialect(dialect).read(Secret.of(content), NOW);
  }
}
