package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The scopes that the provider knows, each with what it means to a person.
final class KnownScopes {
  private static final Map<String, String> MEANINGS = meanings();

  static final Scopes ALL = Scopes.of(MEANINGS.keySet());

  private KnownScopes() {}

  /// What the person is asked to allow, one sentence for each scope.
  static List<String> inPlainWords(Scopes scopes) {
    return scopes.names().stream().map(name -> MEANINGS.getOrDefault(name, name)).toList();
  }

  private static Map<String, String> meanings() {
    var meanings = new LinkedHashMap<String, String>();
    meanings.put("openid", "Know that it is you");
    meanings.put("profile", "See your name");
    meanings.put("email", "See your email address");
    meanings.put("calendar", "See your calendars and the events in them");
    meanings.put("calendar.events", "Add, change and delete events");
    meanings.put("offline_access", "Stay connected when you are away");
    return meanings;
  }
}
