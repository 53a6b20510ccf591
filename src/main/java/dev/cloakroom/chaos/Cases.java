package dev.cloakroom.chaos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// All cases, by name.
final class Cases {
  /// Behaves: what a family does when nothing else is asked of it.
  static final Case OK =
      Case.of(
          "ok",
          Case.ALWAYS,
          "Behaves. It rotates, and a spent refresh token that comes back revokes the family.",
          Turn::granted);

  private static final Map<String, Case> ALL = new LinkedHashMap<>();

  static {
    Stream.of(
            List.of(OK),
            Keeping.CASES,
            Losing.CASES,
            Busy.CASES,
            NotItself.CASES,
            Refusing.CASES,
            OddExpiry.CASES,
            OddReply.CASES,
            Logins.CASES)
        .flatMap(List::stream)
        .forEach(theCase -> ALL.put(theCase.id(), theCase));
  }

  private Cases() {}

  static List<Case> all() {
    return List.copyOf(ALL.values());
  }

  static Optional<Case> named(String id) {
    return Optional.ofNullable(ALL.get(id));
  }
}
