package dev.cloakroom.vault;

import org.jspecify.annotations.Nullable;

/// What ties an account to a run, or to a workload.
///
/// @param loan to whom its refresh token is lent; null when it is here
/// @param workload the only one that it serves, since its tokens came out of a file of that one and
///   nobody has shown whose they are; null when it serves whomever it is granted to
public record Ties(@Nullable Loan loan, @Nullable String workload) {
  private static final String HOST = "host"; // the person's own tools

  /// Nothing does.
  public static final Ties NONE = new Ties(null, null);

  /// Whether it serves `other`. Whose account it is is always served.
  public boolean serves(String other) {
    return workload == null || workload.equals(other) || other.equals(HOST);
  }
}
