package dev.cloakroom.broker;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Loan;
import dev.cloakroom.vault.Ties;
import java.time.temporal.ChronoUnit;

/// What is said about refresh tokens that are lent to a run.
final class Loans {
  private Loans() {}

  /// Why an account is not refreshed, in a few words.
  static String words(Loan loan) {
    return "lent to run " + loan.terms().run();
  }

  /// What cannot be had of an account that is lent.
  static Problem lent(Loan loan) {
    return new Problem(
        Kind.BUSY,
        "account-lent",
        "The refresh token of %s is lent to the run %s of %s since %s, and only that run's tool can refresh it: wait until it has ended, or stop it."
            .formatted(
                loan.account(),
                loan.terms().run(),
                loan.terms().workload(),
                loan.lentAt().truncatedTo(ChronoUnit.SECONDS)));
  }

  /// Refuses a loan of what is lent already, or serves another workload only.
  static void requireFor(Loan.Terms terms, Ties ties, AccountId id) {
    var before = ties.loan();
    if (before != null) {
      throw lent(before);
    }
    if (!ties.serves(terms.workload())) {
      throw bound(ties, id);
    }
  }

  /// What another workload is told of an account that serves one only.
  static Problem bound(Ties ties, AccountId id) {
    return new Problem(
        Kind.REFUSED,
        "account-unproven",
        "The tokens of %s came out of a file of %s, and nobody has shown whose they are, so the account serves %s only: connect it again with `cloakroom connect %s --as %s`."
            .formatted(id, ties.workload(), ties.workload(), id.provider(), id.name()));
  }

  /// Why an account is not lent.
  static Problem unsettled(Account account, String reason) {
    var id = account.id();
    if (account.state() == AccountState.NEEDS_CONSENT) {
      return new Problem(
          Kind.PERSON_NEEDED,
          account.state().word(),
          "The account %s needs consent (%s): connect it again with `cloakroom connect %s --as %s`."
              .formatted(id, reason, id.provider(), id.name()));
    }
    return new Problem(
        Kind.REFUSED,
        "not-lendable",
        account.refreshable()
            ? "The refresh token of %s can't be lent while nobody knows whether it is spent (%s): wait until `cloakroom accounts` shows it as healthy, or connect it again."
                .formatted(id, reason.isEmpty() ? "it was just refreshed" : reason)
            : "The account %s has no refresh token that could be lent: use another delivery mode."
                .formatted(id));
  }
}
