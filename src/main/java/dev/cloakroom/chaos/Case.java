package dev.cloakroom.chaos;

import java.util.Map;

/// One way to behave or to misbehave, with a name.
///
/// @param id its name, in lower-case words joined by hyphens
/// @param sentence what it does, and who is known to do it
/// @param times how many token requests of a family it is played for; after them the family behaves
/// @param rotation of its families, unless they are ordered otherwise
/// @param hope what the best client can come away with
record Case(String id, String sentence, int times, Rotation rotation, Hope hope, Act act) {
  static final int ALWAYS = Integer.MAX_VALUE;

  /// A case of the token endpoint that strict rotation goes with, and that can be survived.
  static Case of(String id, int times, String sentence, Act.Refreshing act) {
    return new Case(id, sentence, times, Rotation.STRICT, Hope.ALIVE, act);
  }

  Case rotating(Rotation other) {
    return new Case(id, sentence, times, other, hope, act);
  }

  Case hoping(Hope other) {
    return new Case(id, sentence, times, rotation, other, act);
  }

  /// Where it happens: at the token endpoint's refresh, at the callback, or in a device login.
  String place() {
    return switch (act) {
      case Act.Refreshing _ -> "refresh";
      case Act.Returning _ -> "callback";
      case Act.Polling _ -> "device";
    };
  }

  Map<String, Object> view() {
    return Json.object(
        "case",
        id,
        "place",
        place(),
        "does",
        sentence,
        "times",
        times == ALWAYS ? "always" : Integer.toString(times),
        "rotation",
        rotation.id(),
        "hope",
        hope.id());
  }
}
