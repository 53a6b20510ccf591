package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Expiry;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the tokens that a reply grants.
///
/// @param json the reply's body
/// @param now when it came
/// @param server what the server takes for the time
record Granting(Json json, Quirks quirks, Instant now, ServerTime server) {
  private static final Pattern TYPE = Pattern.compile("[!-~]{1,255}");

  /// Zoho writes milliseconds beside the seconds, and calls both by names of its own.
  private static final List<String> LIFETIMES = List.of("expires_in_sec", "expires_in");

  private static final List<String> ENDS = List.of("expires_at", "expires_on", "expiry");

  /// Google and GitHub; Intuit; Keycloak and Airtable.
  private static final List<String> REFRESH_LIFETIMES =
      List.of("refresh_token_expires_in", "x_refresh_token_expires_in", "refresh_expires_in");

  /// The reply that grants `access`.
  TokenReply reply(Secret access) {
    return reply(access, expiresAt());
  }

  /// The reply that grants a refresh token alone: its access token is empty, and has ended.
  TokenReply withoutAccess() {
    return reply(Secret.of(""), now);
  }

  private TokenReply reply(Secret access, @Nullable Instant end) {
    return new TokenReply(
        access,
        secret("refresh_token"),
        json.text("token_type").filter(TYPE.asMatchPredicate()).orElse("Bearer"),
        now,
        end,
        scopes(),
        secret("id_token"),
        refreshExpiresAt());
  }

  /// A lifetime is measured by our own clock, so it is believed before a point in time.
  private @Nullable Instant expiresAt() {
    var lifetime = first(LIFETIMES);
    if (lifetime.isPresent()) {
      return Expiry.in(lifetime.get(), now);
    }
    var end = first(ENDS).map(this::end).orElse(null);
    if (end != null) {
      return end;
    }
    return quirks.assumedLifetime() == null ? null : now.plus(quirks.assumedLifetime());
  }

  private @Nullable Instant end(Object written) {
    var end = Expiry.at(written, server.theirs(now));
    if (end == null) {
      return null;
    }
    var ours = server.ours(end);
    return ours.isAfter(now) ? ours : now;
  }

  /// No refresh token is born dead: zero is Keycloak's way to say that it does not end.
  private @Nullable Instant refreshExpiresAt() {
    var lifetime = first(REFRESH_LIFETIMES);
    return lifetime.isEmpty() || Expiry.isZero(lifetime.get())
        ? null
        : Expiry.in(lifetime.get(), now);
  }

  private Optional<Object> first(List<String> names) {
    return names.stream().flatMap(name -> Stream.ofNullable(json.value(name))).findFirst();
  }

  /// Null when the reply does not say, or only what is no scope.
  private @Nullable Scopes scopes() {
    var said =
        switch (json.value("scope")) {
          case String text -> Scopes.parse(text);
          case List<?> names -> Scopes.of(names.stream().map(String::valueOf).toList());
          case null, default -> null;
        };
    return said == null || (said.legal().isEmpty() && !said.isEmpty()) ? null : said.legal();
  }

  private @Nullable Secret secret(String name) {
    return json.text(name).map(Secret::of).orElse(null);
  }
}
