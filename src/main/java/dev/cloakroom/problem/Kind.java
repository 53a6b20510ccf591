package dev.cloakroom.problem;

/// The sort of a problem: which HTTP status and which exit code it ends with (DESIGN.md, exit
/// codes).
public enum Kind {
  /// Something broke, or was not found out: exit 1.
  FAILED(500, 1),
  /// The named thing does not exist: exit 1.
  NOT_FOUND(404, 1),
  /// The request itself is wrong: exit 2.
  USAGE(400, 2),
  /// The account's token is expired, and no new one can be had right now: exit 3.
  EXPIRED(503, 3),
  /// A person has to act, usually to consent: exit 4.
  PERSON_NEEDED(409, 4),
  /// No host answers: exit 5.
  HOST_DOWN(503, 5),
  /// The host has too much to do for this client right now: exit 1.
  BUSY(503, 1),
  /// A policy says no: exit 6.
  REFUSED(403, 6);

  private final int status;
  private final int exitCode;

  Kind(int status, int exitCode) {
    this.status = status;
    this.exitCode = exitCode;
  }

  /// The HTTP status that carries it.
  public int status() {
    return status;
  }

  /// The exit code of the command that meets it.
  public int exitCode() {
    return exitCode;
  }
}
