package dev.cloakroom.playground;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes the playground's JSON from plain maps and lists.
final class Json {
  private static final JsonType<Object> ANYTHING = Jsonb.instance().type(Object.class);

  private Json() {}

  static String write(Map<String, Object> document) {
    return ANYTHING.toJson(document);
  }

  /// An object with its fields in the order given: name, value, name, value, …
  static Map<String, Object> object(Object... namesAndValues) {
    var object = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}
