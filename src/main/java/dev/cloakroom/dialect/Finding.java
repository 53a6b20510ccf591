package dev.cloakroom.dialect;

import dev.cloakroom.credential.Expiry;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stood in the places of a token file, on its way to becoming tokens. Nothing of it is
/// believed: the file may have been made by anybody.
final class Finding {
  private static final Pattern TOKEN = Pattern.compile("[!-~]*+");
  private static final Pattern TYPE = Pattern.compile("[!-~]{1,255}+");
  private static final Pattern SUBJECT = Pattern.compile("[ -~]{1,255}+");

  private final Map<String, @Nullable Object> found;
  private final Instant now;

  Finding(Map<String, @Nullable Object> found, Instant now) {
    this.found = found;
    this.now = now;
  }

  /// What the file says.
  ///
  /// @param names of the places that the file has
  /// @param tombstones those of the tokens that are blank when the tool was refused
  Reading reading(Set<String> names, Set<String> tombstones) {
    var main = names.contains("access") || found.containsKey("access") ? "access" : "refresh";
    if (isBroken(main) || isBroken("refresh") || !found.containsKey(main)) {
      return new Reading.Torn();
    }
    if (token(main) == null || tombstones.stream().anyMatch(this::isBlank)) {
      return new Reading.Tombstone();
    }
    return new Reading.Tokens(tokens(), subject());
  }

  private boolean isBlank(String name) {
    return found.containsKey(name) && token(name) == null;
  }

  private boolean isBroken(String name) {
    return switch (found.get(name)) {
      case null -> false;
      case String text -> !TOKEN.matcher(text).matches();
      default -> true;
    };
  }

  private TokenSet tokens() {
    var access = token("access");
    var refresh = token("refresh");
    var end = access == null ? now : end(refresh);
    return new TokenSet(
        Generation.NONE,
        access == null ? Secret.of("") : access,
        refresh,
        type(),
        start(end),
        end,
        scopes());
  }

  private @Nullable Secret token(String name) {
    return found.get(name) instanceof String text && !text.isEmpty() ? Secret.of(text) : null;
  }

  private @Nullable Instant end(@Nullable Secret refresh) {
    var name = withUnit("expiry.");
    if (name != null) {
      var written = found.get(name);
      return written == null || Expiry.isZero(written) ? null : Expiry.at(written, now);
    }
    var lifetime = lifetime(now);
    if (lifetime != null) {
      return lifetime;
    }
    return refresh == null ? null : now;
  }

  /// When it was issued, as far as that can be found out.
  private Instant start(@Nullable Instant end) {
    var name = withUnit("issued.");
    var written = name == null ? null : found.get(name);
    var start = written == null ? null : Expiry.at(written, now);
    var lifetime = lifetime(Instant.EPOCH);
    if (start == null && end != null && lifetime != null) {
      start = end.minusSeconds(lifetime.getEpochSecond());
    }
    return start == null || start.isAfter(now) || start.equals(end) ? now : start;
  }

  /// The end of what starts at `start`, by the lifetime that is written; null when none is.
  private @Nullable Instant lifetime(Instant start) {
    var name = withUnit("expires-in");
    var written = name == null ? null : found.get(name);
    return written == null ? null : Expiry.in(written, start);
  }

  private @Nullable String withUnit(String beginning) {
    return found.keySet().stream()
        .filter(name -> name.startsWith(beginning))
        .findFirst()
        .orElse(null);
  }

  private String type() {
    return found.get("token-type") instanceof String type && TYPE.matcher(type).matches()
        ? type
        : "Bearer";
  }

  private Scopes scopes() {
    return switch (found.get("scope")) {
      case String text -> Scopes.parse(text).legal();
      case null, default -> list(found.get("scopes"));
    };
  }

  private static Scopes list(@Nullable Object written) {
    return written instanceof List<?> items
        ? Scopes.of(
                items.stream().filter(String.class::isInstance).map(String.class::cast).toList())
            .legal()
        : Scopes.NONE;
  }

  private String subject() {
    return found.get("subject") instanceof String text && SUBJECT.matcher(text).matches()
        ? text
        : "";
  }
}
