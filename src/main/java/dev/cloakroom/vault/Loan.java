package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import java.time.Instant;
import java.util.OptionalInt;

/// The refresh token of an account, lent to one run: its tool refreshes, and nobody else does until
/// it is given back.
///
/// @param fence the lease's number; whoever adopts must hold the newest loan
/// @param holder which life of which node runs it, as in [Attempt]
/// @param generation the newest one that is known of it: what was lent, or adopted since
/// @param fingerprint the refresh token of that generation
/// @param lentAt when
/// @param seenAt when its holder last said that it lives
public record Loan(
    AccountId account,
    long fence,
    String holder,
    Terms terms,
    Generation generation,
    String fingerprint,
    Instant lentAt,
    Instant seenAt) {

  /// To whom, and where the tool's file is.
  ///
  /// @param run the run's id
  /// @param workload whose run it is
  /// @param sandbox the engine that the run is in
  /// @param dialect the file's format
  /// @param folder the folder's name among those of loans
  /// @param file the file's name in it
  /// @param subject whose tokens the file says they are, as it was lent; empty when it does not say
  /// @param owner the user of the host that the container's user is; empty when that is whoever
  ///   runs the host
  public record Terms(
      String run,
      String workload,
      String sandbox,
      String dialect,
      String folder,
      String file,
      String subject,
      OptionalInt owner) {}
}
