package dev.cloakroom.dialect;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import io.avaje.json.JsonWriter;
import io.avaje.json.stream.JsonStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The forms of [HelperForm] that are JSON.
final class HelperJson {
  private static final JsonStream JSON = JsonStream.builder().serializeNulls(true).build();

  private HelperJson() {}

  static Secret ours(TokenSet tokens) {
    return object(json -> {
      secret(json, "access_token", tokens.access());
      text(json, "token_type", tokens.tokenType());
      text(json, "expires_at", tokens.expiresAt() == null ? null : tokens.expiresAt().toString());
      text(json, "scope", tokens.scopes().toString());
      json.name("generation");
      json.value(tokens.generation().number());
    });
  }

  static Secret docker(TokenSet tokens, String user, String server) {
    return object(json -> {
      text(json, "ServerURL", server);
      text(json, "Username", user);
      secret(json, "Secret", tokens.access());
    });
  }

  static Secret kubectl(TokenSet tokens) {
    return object(json -> {
      text(json, "apiVersion", "client.authentication.k8s.io/v1");
      text(json, "kind", "ExecCredential");
      json.name("status");
      json.beginObject();
      secret(json, "token", tokens.access());
      if (tokens.expiresAt() != null) {
        text(json, "expirationTimestamp", seconds(tokens.expiresAt()));
      }
      json.endObject();
    });
  }

  static Secret aws(TokenSet tokens) {
    var credentials = AwsCredentials.of(tokens.access());
    var session = credentials.sessionToken();
    var end = credentials.expiration() == null ? tokens.expiresAt() : credentials.expiration();
    return object(json -> {
      json.name("Version");
      json.value(1);
      secret(json, "AccessKeyId", credentials.accessKeyId());
      secret(json, "SecretAccessKey", credentials.secretAccessKey());
      if (session != null) {
        secret(json, "SessionToken", session);
      }
      if (end != null) {
        text(json, "Expiration", seconds(end));
      }
    });
  }

  /// RFC 3339 without a fraction.
  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Secret object(Consumer<JsonWriter> members) {
    try (var json = JSON.bufferedWriter()) {
      json.beginObject();
      members.accept(json);
      json.endObject();
      return Secret.of(json.result());
    }
  }

  private static void secret(JsonWriter json, String name, Secret value) {
    value.useText(text -> {
      text(json, name, text);
      return true;
    });
  }

  private static void text(JsonWriter json, String name, @Nullable String value) {
    json.name(name);
    json.value(value);
  }
}
