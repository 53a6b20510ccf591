package dev.cloakroom.consent;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;

/// Why a workload's ask is not even shown to its person.
final class AskRefusal {
  private AskRefusal() {}

  /// A run that asks for ever other scopes must not bury its person in pages.
  static Problem tooMany(String workload, int waiting) {
    return new Problem(
        Kind.REFUSED,
        "too-many-asks",
        "%d requests of the workload %s wait for an answer already: answer those first."
            .formatted(waiting, workload));
  }

  static Problem notAllowed(String workload, String askedAs) {
    return new Problem(
        Kind.REFUSED,
        "ask-not-allowed",
        "The workload %s may not ask for %s: allow it with --grant %s, or under workloads in cloakroom.yaml."
            .formatted(workload, askedAs, askedAs));
  }

  static Problem aboveCeiling(String workload, String askedAs, Scopes above) {
    return new Problem(
        Kind.REFUSED,
        "scopes-above-ceiling",
        "The workload %s asked %s for more than it may: %s. Raise its ceiling with --grant %s:SCOPES if you mean it."
            .formatted(workload, askedAs, printable(above), askedAs));
  }

  /// Scope names come from the run: shown bounded, and without anything that moves a cursor.
  private static String printable(Scopes scopes) {
    var text = scopes.toString().replaceAll("[^\\x20-\\x7e]", "?");
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
