package dev.cloakroom.run;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Account;
import dev.cloakroom.workload.Grant;
import java.util.ArrayList;
import java.util.List;

/// What a run may use from its start on.
final class Allowance {
  private Allowance() {}

  /// The grants of its workload that last, and those of its command line; of the same name the
  /// latter.
  ///
  /// @throws Problem when one is of an account that is not there, or two have one name
  static List<Grant> of(House house, RunSpec spec, String workload) {
    var granted = new ArrayList<>(house.grants().of(workload));
    for (var one : spec.grants()) {
      AccountId.parse(one.target())
          .ifPresent(account -> {
            house.broker().peek(account); // a Problem when there is none
            var scopes = house.expand(account, one.scopes());
            add(granted, new Grant(workload, account, one.name(), scopes, one.form()));
          });
    }
    spec.tools().forEach(tool -> add(granted, of(house, tool, workload)));
    return granted;
  }

  private static void add(List<Grant> granted, Grant grant) {
    boolean taken =
        granted.stream()
            .anyMatch(g -> g.name().equals(grant.name()) && !g.account().equals(grant.account()));
    if (taken) {
      throw new Problem(
          Kind.USAGE,
          "name-taken",
          "Two accounts would be delivered as %s: name one, as in --grant %s@another-name."
              .formatted(grant.name(), grant.account()));
    }
    granted.removeIf(g -> g.name().equals(grant.name()));
    granted.add(grant);
  }

  /// The grant that a run has for a tool.
  static Grant of(House house, ToolSpec tool, String workload) {
    var account = tool.account().orElseGet(() -> accountFor(house, tool.dialect()));
    house.broker().peek(account); // a Problem when there is none
    return tool.grant(workload, account, house.expand(account, tool.scopes()));
  }

  /// The one account that fits a tool.
  private static AccountId accountFor(House house, Dialect dialect) {
    var fitting =
        house.vault().accounts().stream()
            .map(Account::id)
            .filter(id -> dialect.providers().contains(id.provider()))
            .toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    var name = dialect.name();
    if (fitting.isEmpty() && !dialect.providers().isEmpty()) {
      throw new Problem(
          Kind.PERSON_NEEDED,
          "no-account-for-tool",
          "%s needs an account of %s, and there is none: connect one with `cloakroom connect`, or name another, as in --for %s=PROVIDER/NAME."
              .formatted(dialect.tool(), String.join(" or ", dialect.providers()), name));
    }
    throw new Problem(
        Kind.USAGE,
        "account-not-clear",
        "%s can use several accounts: name one, as in --for %s=%s."
            .formatted(
                dialect.tool(),
                name,
                fitting.isEmpty() ? "PROVIDER/NAME" : fitting.getFirst().toString()));
  }
}
