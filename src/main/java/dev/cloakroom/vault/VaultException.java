package dev.cloakroom.vault;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;

/// The vault refuses: a wrong key, a damaged or a rolled-back row.
public final class VaultException extends Problem {
  private static final long serialVersionUID = 1L;

  VaultException(String code, String message) {
    super(Kind.FAILED, code, message);
  }
}
