package dev.cloakroom.engine;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;

/// What an engine would not do, in its own words.
public final class EngineException extends Problem {
  private static final long serialVersionUID = 1L;

  private final int status;

  EngineException(int status, String code, String message) {
    super(Kind.FAILED, code, message);
    this.status = status;
  }

  /// Whether what was to be ended has ended already (Podman: 500, and words, which may go on with
  /// `: stopped`).
  boolean isTooLate() {
    return status == 404 || status == 409 || getMessage().contains("container state improper");
  }

  /// The HTTP status that it said no with.
  public int status() {
    return status;
  }
}
