package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Reply;
import io.avaje.json.JsonWriter;
import io.avaje.json.stream.JsonStream;
import java.util.List;
import java.util.Map;

/// Replies in JSON that nobody between may keep, as RFC 6749 section 5.1 asks.
final class JsonReply {
  private static final JsonStream JSON = JsonStream.builder().build();

  private JsonReply() {}

  /// A reply with these members: texts, whole numbers, truth values, secrets, lists of texts.
  static Reply of(int status, Map<String, ?> members) {
    return Reply.json(status, json(members))
        .header("Cache-Control", "no-store")
        .header("Pragma", "no-cache");
  }

  private static String json(Map<String, ?> members) {
    try (var json = JSON.bufferedWriter()) {
      json.beginObject();
      members.forEach((name, value) -> {
        json.name(name);
        write(json, value);
      });
      json.endObject();
      return json.result();
    }
  }

  private static void write(JsonWriter json, Object value) {
    switch (value) {
      case String text -> json.value(text);
      case Long number -> json.value(number);
      case Integer number -> json.value(number);
      case Boolean truth -> json.value(truth);
      case Secret secret ->
          secret.useText(text -> {
            json.value(text);
            return text.length();
          });
      case List<?> items -> {
        json.beginArray();
        items.forEach(item -> write(json, item));
        json.endArray();
      }
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }
}
