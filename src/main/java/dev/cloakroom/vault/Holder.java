package dev.cloakroom.vault;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Who sends refresh tokens: one life of one node.
///
/// A node lives once at a time, which its home's lock sees to. So an attempt of the same node and
/// another life is one that nobody will carry on.
///
/// @param node the node's name; empty for a node alone
/// @param life which of its lives, a random word
public record Holder(String node, String life) {
  /// A new life of `node`.
  public static Holder born(String node, RandomGenerator random) {
    return new Holder(node, HexFormat.of().toHexDigits(random.nextLong()));
  }

  /// Whether this very process began `attempt`.
  public boolean holds(Attempt attempt) {
    return attempt.holder().equals(toString());
  }

  /// Whether an earlier life of this node began `attempt`.
  public boolean succeeds(Attempt attempt) {
    return !holds(attempt)
        && (attempt.holder().isEmpty() || attempt.holder().startsWith(node + "/"));
  }

  /// Whether this very process lent `loan`.
  public boolean holds(Loan loan) {
    return loan.holder().equals(toString());
  }

  /// Whether an earlier life of this node lent `loan`.
  public boolean succeeds(Loan loan) {
    return !holds(loan) && loan.holder().startsWith(node + "/");
  }

  @Override
  public String toString() {
    return node + "/" + life;
  }
}
