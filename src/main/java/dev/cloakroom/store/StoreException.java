package dev.cloakroom.store;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;

/// The database, the master key or a file is not as it should be, or can't be written.
public final class StoreException extends Problem {
  private static final long serialVersionUID = 1L;

  StoreException(String code, String message) {
    super(Kind.FAILED, code, message);
  }

  StoreException(String code, String message, Throwable cause) {
    super(Kind.FAILED, code, message, cause);
  }
}
