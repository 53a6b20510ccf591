package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a vault has, as a backup carries it: all that another machine needs to go on.
///
/// @param holdings the accounts, by name
/// @param lineages what outlives accounts, also of those that are gone
/// @param seeds what was taken from seeds
public record Inventory(List<Holding> holdings, List<Descent> lineages, List<Seed> seeds) {
  public Inventory {
    holdings = List.copyOf(holdings);
    lineages = List.copyOf(lineages);
    seeds = List.copyOf(seeds);
  }

  /// An account with its current token set.
  ///
  /// @param tokens null when the row was damaged
  public record Holding(Account account, @Nullable TokenSet tokens) {}

  /// What outlives an account.
  ///
  /// @param fence its highest fence
  /// @param highest the highest generation that it had
  /// @param spent the refresh tokens that it uses no longer
  public record Descent(AccountId account, long fence, Generation highest, List<Spent> spent) {
    public Descent {
      spent = List.copyOf(spent);
    }
  }

  /// A refresh token that is used no longer.
  ///
  /// @param fingerprint which one
  /// @param generation the last token set that had it
  public record Spent(String fingerprint, Generation generation) {}

  /// A token that was taken from a seed.
  ///
  /// @param source what it was taken from
  /// @param fingerprint which one
  public record Seed(String source, String fingerprint, AccountId account, Instant takenAt) {}
}
