package dev.cloakroom.dialect;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.json.JsonText;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Credentials of AWS: what an access token holds that is no token of OAuth, but the JSON that `aws
/// sts` and AWS's credential processes write. Immutable.
///
/// @param accessKeyId names the key
/// @param secretAccessKey the key
/// @param sessionToken what belongs to a temporary key; null for one that lasts
/// @param expiration when the key ends, as the JSON says; null when it does not
public record AwsCredentials(
    Secret accessKeyId,
    Secret secretAccessKey,
    @Nullable Secret sessionToken,
    @Nullable Instant expiration) {

  /// What of it opens anything.
  public List<Secret> secrets() {
    return Stream.of(secretAccessKey, sessionToken).filter(Objects::nonNull).toList();
  }

  /// Reads them from an access token.
  ///
  /// @throws Problem `not-aws-credentials` when it is something else
  public static AwsCredentials of(Secret access) {
    try {
      var all = access.<Map<?, ?>>useText(AwsCredentials::members);
      return of(all.get("Credentials") instanceof Map<?, ?> inner ? inner : all);
    } catch (JsonText.MalformedException | DateTimeException _) {
      throw others();
    }
  }

  private static Map<?, ?> members(String json) {
    return JsonText.read(json) instanceof Map<?, ?> members ? members : Map.of();
  }

  private static AwsCredentials of(Map<?, ?> members) {
    var id = secret(members, "AccessKeyId");
    var key = secret(members, "SecretAccessKey");
    if (id == null || key == null) {
      throw others();
    }
    var session = secret(members, "SessionToken");
    return new AwsCredentials(
        id, key, session == null ? secret(members, "Token") : session, expiration(members));
  }

  private static @Nullable Secret secret(Map<?, ?> members, String name) {
    return members.get(name) instanceof String text && !text.isEmpty() ? Secret.of(text) : null;
  }

  private static @Nullable Instant expiration(Map<?, ?> members) {
    return members.get("Expiration") instanceof String text && !text.isEmpty()
        ? OffsetDateTime.parse(text).toInstant()
        : null;
  }

  private static Problem others() {
    return new Problem(
        Kind.USAGE,
        "not-aws-credentials",
        "The account's access token is no JSON with AccessKeyId and SecretAccessKey, so AWS's tools can't use it: grant them an account that holds AWS credentials.");
  }
}
