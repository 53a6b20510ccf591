package dev.cloakroom.vault;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks for accounts that stand behind what the audit has seen of them: somebody brought older
/// rows back.
final class Rollback {
  private final Audit audit;
  private final Supplier<List<Account>> accounts;

  private Rollback(Audit audit, Supplier<List<Account>> accounts) {
    this.audit = audit;
    this.accounts = accounts;
  }

  /// @throws VaultException `row-rolled-back`, naming such an account
  static void requireNone(Audit audit, Supplier<List<Account>> accounts) {
    var rollback = new Rollback(audit, accounts);
    if (rollback.found().isPresent()) { // or another node wrote between the two readings
      rollback
          .found()
          .ifPresent(problem -> {
            throw problem;
          });
    }
  }

  private Optional<VaultException> found() {
    var seen = audit.verify().newest();
    var found = accounts.get().stream().collect(Collectors.toMap(Account::id, Account::generation));
    return seen.entrySet().stream()
        .map(each -> new Behind(each.getKey(), each.getValue(), found.get(each.getKey())))
        .filter(Behind::isSo)
        .findFirst()
        .map(Behind::problem);
  }

  private record Behind(AccountId id, Generation seen, @Nullable Generation found) {
    boolean isSo() {
      return found == null || seen.isAfter(found);
    }

    VaultException problem() {
      return new VaultException(
          "row-rolled-back",
          "The account %s stands at generation %s, but the audit has seen %s: the database was changed from outside. Nothing was changed; restore a backup made by Cloakroom."
              .formatted(id, found == null ? Generation.NONE : found, seen));
    }
  }
}
