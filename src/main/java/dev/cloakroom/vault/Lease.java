package dev.cloakroom.vault;

/// What came of asking for the lease of an account, which lets its holder send the refresh token.
public sealed interface Lease {
  /// It is ours, and its attempt is durable.
  record Taken(Attempt attempt) implements Lease {}

  /// An attempt is open that the asker did not account for: its holder may still send, or may have
  /// sent.
  record Held(Attempt attempt) implements Lease {}

  /// The refresh token is lent to a run, which alone may send it.
  record Lent(Loan loan) implements Lease {}

  /// The account has moved on: look at it again.
  record Overtaken() implements Lease {}
}
