package dev.cloakroom.wire;

import dev.cloakroom.credential.Secret;
import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;

/// Secrets as JSON strings: only records that carry one on purpose have one.
final class SecretAdapter implements JsonAdapter<Secret> {
  @Override
  public void toJson(JsonWriter writer, Secret secret) {
    secret.useText(text -> {
      writer.value(text);
      return true;
    });
  }

  @Override
  public Secret fromJson(JsonReader reader) {
    return Secret.of(reader.readString());
  }
}
