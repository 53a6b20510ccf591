package dev.cloakroom.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.credential.Expiry;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Reading;
import dev.cloakroom.oauth.Json;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What other systems hand over as tokens: a reply of a token endpoint, the file of a tool, or a
/// bare refresh token.
///
/// Without an access token there is an empty one that has ended; so is one beside a refresh token
/// of which nobody says when it ends. Both are refreshed before anybody gets them.
final class TokenText {
  private static final List<String> TOOLS =
      List.of("claude-code", "msal", "rclone", "opencode", "gh");
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");
  private static final Pattern TYPE = Pattern.compile("[!-~]{1,255}");
  private static final List<String> NESTED = List.of("tokens", "token");
  private static final List<String> ENDS = List.of("expires_at", "expiry", "expiry_date");

  private final Map<?, ?> members;
  private final Instant now;

  private TokenText(Map<?, ?> members, Instant now) {
    this.members = members;
    this.now = now;
  }

  /// Reads what was handed over.
  ///
  /// @throws Problem `no-tokens` when there is neither a refresh token nor an access token in it
  static TokenSet read(Secret text, Instant now) {
    return ofTool(text, now).orElseGet(() -> text.useText(all -> read(all.strip(), now)));
  }

  private static TokenSet read(String text, Instant now) {
    if (text.startsWith("{")) {
      return new TokenText(members(text), now).tokens();
    }
    if (!TOKEN.matcher(text).matches()) {
      throw noTokens();
    }
    return new TokenText(Map.of("refresh_token", text), now).tokens();
  }

  /// The tokens in a file that only one tool writes so.
  private static Optional<TokenSet> ofTool(Secret text, Instant now) {
    var dialects = Dialects.builtIn();
    return TOOLS.stream()
        .map(name -> dialects.dialect(name).read(text, now))
        .filter(Reading.Tokens.class::isInstance)
        .map(reading -> ((Reading.Tokens) reading).tokens())
        .findFirst();
  }

  private static Map<?, ?> members(String json) {
    var members = Json.read(json.getBytes(UTF_8)).orElseThrow(TokenText::noTokens).members();
    for (var name : NESTED) {
      if (members.get(name) instanceof Map<?, ?> nested) {
        return nested;
      }
    }
    return members;
  }

  private TokenSet tokens() {
    var refresh = token("refresh_token");
    var written = token("access_token");
    var access = written == null ? token("token") : written;
    if (refresh == null && access == null) {
      throw noTokens();
    }
    return new TokenSet(
        Generation.NONE,
        access == null ? Secret.of("") : access,
        refresh,
        type(),
        now,
        access == null ? now : end(refresh),
        scopes(),
        null);
  }

  private @Nullable Secret token(String name) {
    return members.get(name) instanceof String text && TOKEN.matcher(text).matches()
        ? Secret.of(text)
        : null;
  }

  private String type() {
    return members.get("token_type") instanceof String type && TYPE.matcher(type).matches()
        ? type
        : "Bearer";
  }

  private @Nullable Instant end(@Nullable Secret refresh) {
    for (var name : ENDS) {
      var written = members.get(name);
      if (written != null) {
        return Expiry.at(written, now);
      }
    }
    var lifetime = members.get("expires_in");
    if (lifetime != null) {
      return Expiry.in(lifetime, now);
    }
    return refresh == null ? null : now;
  }

  private Scopes scopes() {
    var written =
        switch (members.get("scope")) {
          case String text -> Scopes.parse(text);
          case null -> list(members.get("scopes"));
          case Object other -> list(other);
        };
    return written.legal();
  }

  private static Scopes list(@Nullable Object written) {
    var items = written instanceof List<?> list ? list.stream() : Stream.empty();
    return Scopes.of(items.filter(String.class::isInstance).map(String.class::cast).toList());
  }

  private static Problem noTokens() {
    return new Problem(
        Kind.USAGE,
        "no-tokens",
        "There is no token in what was handed over: hand over a bare refresh token alone, or JSON with refresh_token or access_token.");
  }
}
