package dev.cloakroom.nanokimi;

import dev.cloakroom.credential.Expiry;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.JsonPrinter;
import dev.cloakroom.dialect.Jwt;
import dev.cloakroom.json.JsonText;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One of the copies of a login, as it lies on disk.
///
/// @param word what the person calls it, such as `oauth-token`
/// @param text the whole file
/// @param refresh its refresh token; null when it has none (any more)
/// @param issued when its access token was issued, as the token says itself
/// @param obtained the same as the tool wrote it down: the end less the lifetime
/// @param ends when its access token ends
/// @param subject whose it is, as the access token says; empty when it does not
record Copy(
    String word,
    Path path,
    Secret text,
    Secret access,
    @Nullable Secret refresh,
    @Nullable Instant issued,
    @Nullable Instant obtained,
    @Nullable Instant ends,
    String subject) {

  /// Reads one whose content is `text`.
  ///
  /// @throws Problem `copy-torn` when it is not a whole one
  static Copy of(String word, Path path, Secret text, Instant now) {
    var members = members(path, text);
    var access = token(members, "access_token", path);
    var refresh = token(members, "refresh_token", path);
    var claims = access.<Map<?, ?>>useText(Jwt::claims);
    var written = time(members.get("expires_at"), now);
    var said = time(claims.get("exp"), now);
    return new Copy(
        word,
        path,
        text,
        access,
        refresh.length() == 0 ? null : refresh,
        time(claims.get("iat"), now),
        obtained(written, members.get("expires_in")),
        said == null ? written : said,
        subject(claims));
  }

  private static Map<?, ?> members(Path path, Secret text) {
    try {
      var read = text.useText(all -> Optional.ofNullable(JsonText.read(all)));
      if (read.orElse(null) instanceof Map<?, ?> members) {
        return members;
      }
    } catch (JsonText.MalformedException _) {
      // told below, like what is no object
    }
    throw torn(path);
  }

  private static Secret token(Map<?, ?> members, String name, Path path) {
    return switch (members.get(name)) {
      case null -> Secret.of("");
      case String text -> Secret.of(text);
      default -> throw torn(path);
    };
  }

  private static Problem torn(Path path) {
    return new Problem(
        Kind.USAGE,
        "copy-torn",
        "%s is not a whole file of Kimi's: somebody is writing it, or it is broken. Try again; move it away if it stays so. Nothing was changed."
            .formatted(path));
  }

  private static @Nullable Instant time(@Nullable Object written, Instant now) {
    var time = written == null || Expiry.isZero(written) ? null : Expiry.at(written, now);
    return Instant.EPOCH.equals(time) ? null : time;
  }

  private static @Nullable Instant obtained(@Nullable Instant end, @Nullable Object lifetime) {
    if (end == null || lifetime == null) {
      return null;
    }
    var seconds = Expiry.in(lifetime, Instant.EPOCH).getEpochSecond();
    return seconds == 0 ? null : end.minusSeconds(seconds);
  }

  private static String subject(Map<?, ?> claims) {
    return Stream.of("sub", "user_id")
        .map(name -> claims.get(name) instanceof String text ? text : "")
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// Whether the checkout does not go on with it.
  boolean isAside() {
    return Asides.isAside(path);
  }

  boolean hasRefresh() {
    return refresh != null;
  }

  /// Whether both are the same tokens.
  boolean isSameAs(Copy other) {
    return access.equals(other.access) && Objects.equals(refresh, other.refresh);
  }

  /// Whether both say whose they are, and not the same.
  boolean isOfAnother(Copy other) {
    return !subject.isEmpty() && !other.subject.isEmpty() && !subject.equals(other.subject);
  }

  /// Which of two is newer, as with [Comparable]; empty when that can't be told: nothing that both
  /// say differs, or what they say is at odds.
  OptionalInt compare(Copy other) {
    if (isSameAs(other)) {
      return OptionalInt.of(0);
    }
    var signs =
        Stream.<Function<Copy, @Nullable Instant>>of(Copy::issued, Copy::obtained, Copy::ends)
            .map(measure -> sign(measure.apply(this), measure.apply(other)))
            .filter(sign -> sign != 0)
            .distinct()
            .toList();
    return signs.size() == 1 ? OptionalInt.of(signs.getFirst()) : OptionalInt.empty();
  }

  private static int sign(@Nullable Instant one, @Nullable Instant other) {
    return one == null || other == null ? 0 : Integer.signum(one.compareTo(other));
  }

  /// The file without its refresh token; whatever else is in it stays.
  Secret neutralised() {
    var members = new LinkedHashMap<Object, @Nullable Object>(members(path, text));
    members.put("refresh_token", "");
    return Secret.of(JsonPrinter.compact(members) + "\n");
  }

  /// What is known of its age, for people.
  String age() {
    return Optional.ofNullable(ends).map(end -> "ends " + end).orElse("does not say when it ends");
  }
}
