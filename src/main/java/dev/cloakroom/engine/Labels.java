package dev.cloakroom.engine;

import java.util.HashMap;
import java.util.Map;

/// Reads the labels in a list of containers.
final class Labels {
  private Labels() {}

  static Map<String, Map<String, String>> byId(Json containers) {
    var found = new HashMap<String, Map<String, String>>();
    for (var container : containers.items()) {
      found.put(container.at("Id").text(), labels(container.at("Labels")));
    }
    return found;
  }

  private static Map<String, String> labels(Json json) {
    var labels = new HashMap<String, String>();
    if (json.value() instanceof Map<?, ?> members) {
      members.forEach((name, value) -> labels.put(String.valueOf(name), String.valueOf(value)));
    }
    return labels;
  }
}
