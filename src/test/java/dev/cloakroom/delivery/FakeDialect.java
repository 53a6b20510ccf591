package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Habits;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.dialect.Outfit;
import dev.cloakroom.dialect.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/// A tool that is what a test says.
record FakeDialect(
    String name,
    UnaryOperator<Duration> refreshes,
    List<String> replyMembers,
    Shape phantom,
    Habits habits)
    implements Dialect {
  private static final List<String> ALL =
      List.of("access_token", "token_type", "expires_in", "refresh_token", "scope");

  private static final Habits SAVER =
      new Habits(Habits.Rewrites.RENAME, null, List.of(), List.of(), true);

  /// The one of that name: `plain` is a usual client, the others are like the tools they name.
  static Dialect of(String name) {
    return switch (name) {
      case "kimi" -> new FakeDialect(name, FakeDialect::half, ALL, Shape.OPAQUE, SAVER);
      case "codex" -> new FakeDialect(name, _ -> Duration.ZERO, ALL, Shape.JWT, SAVER);
      case "onemount" -> {
        var three = List.of("access_token", "refresh_token", "expires_in");
        yield new FakeDialect(name, _ -> Duration.ZERO, three, Shape.OPAQUE, SAVER);
      }
      default ->
          new FakeDialect(name, _ -> Duration.ofSeconds(225), ALL, Shape.OPAQUE, Habits.READER);
    };
  }

  private static Duration half(Duration lifetime) {
    var half = lifetime.dividedBy(2);
    return half.toMinutes() < 5 ? Duration.ofMinutes(5) : half;
  }

  @Override
  public Duration threshold(Duration lifetime) {
    return refreshes.apply(lifetime);
  }

  @Override
  public String tool() {
    return name;
  }

  @Override
  public List<String> providers() {
    return List.of();
  }

  @Override
  public List<Mode> modes() {
    return List.of(Mode.TOKEN_ENDPOINT);
  }

  @Override
  public Outfit outfit(Mode mode, TokenSet shown, Facts facts) {
    throw new AssertionError("the endpoint fits nobody out");
  }

  @Override
  public Secret write(Mode mode, TokenSet shown, Facts facts) {
    throw new AssertionError("the endpoint writes no files");
  }

  @Override
  public Reading read(Secret content, Instant now) {
    throw new AssertionError("the endpoint reads no files");
  }
}
