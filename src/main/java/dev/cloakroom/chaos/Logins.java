package dev.cloakroom.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What goes wrong before there is a first token set: at the callback, and in device logins.
final class Logins {
  static final List<Case> CASES =
      List.of(
          callback(
              "iss-other",
              "Sends the browser back with the `iss` of another server (the mix-up attack of RFC 9207).",
              Map.of("iss", "https://honest.example")),
          callback(
              "iss-missing",
              "Sends the browser back without the `iss` that its metadata promises.",
              Map.of("iss", "")),
          callback(
              "state-other",
              "Sends the browser back with a `state` that nobody sent.",
              Map.of("state", "not-the-one")),
          callback(
              "login-denied",
              "Sends the browser back with `access_denied`.",
              Map.of("code", "", "error", "access_denied")),
          device(
              "device-slow-down",
              "Says `slow_down` to the first two polls of a device login.",
              List.of("slow_down", "slow_down")),
          device(
              "device-pending",
              "Says `authorization_pending` to the first two polls of a device login.",
              List.of("authorization_pending", "authorization_pending")),
          device(
                  "device-denied",
                  "Says `access_denied` to the first poll of a device login.",
                  List.of("access_denied"))
              .hoping(Hope.NONE));

  private Logins() {}

  /// An empty value takes a parameter away.
  private static Case callback(String id, String sentence, Map<String, String> other) {
    return login(
            id,
            sentence,
            new Act.Returning(right -> {
              var parameters = new HashMap<>(right);
              parameters.putAll(other);
              parameters.values().removeIf(String::isEmpty);
              return parameters;
            }))
        .hoping(Hope.NONE);
  }

  private static Case device(String id, String sentence, List<String> errors) {
    return login(id, sentence, new Act.Polling(errors));
  }

  private static Case login(String id, String sentence, Act act) {
    return new Case(id, sentence, Case.ALWAYS, Rotation.STRICT, Hope.ALIVE, act);
  }
}
