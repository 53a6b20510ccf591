package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes token sets in that come from other systems: each once, and none that was used here before
/// (promise P11). Safe for any thread.
public final class Intake {
  private static final String IMPORTED = "imported";

  private final Store store;
  private final Placement placement;

  Intake(Store store, Placement placement) {
    this.store = store;
    this.placement = placement;
  }

  /// A token set that somebody brings for an account.
  ///
  /// @param source where it is from, such as `env GOOGLE_TOKEN`; nothing secret
  /// @param person whose it is; null when the provider did not tell
  public record Offer(
      AccountId account, String source, @Nullable Person person, TokenSet tokens, Instant at) {}

  /// Whose an account is.
  ///
  /// @param subject by the provider's own id
  /// @param label in words for people
  public record Person(String subject, String label) {}

  /// What came of an offer.
  public enum Answer {
    /// It is the account's newest generation now.
    TAKEN,
    /// That token was taken from a seed before.
    TAKEN_BEFORE,
    /// That token was used here, and given up.
    SPENT,
    /// Another account has that token: two would spend it twice.
    IN_USE,
    /// The account is here, and does not need it.
    NOT_NEEDED,
    /// The account belongs to somebody else.
    OTHER_SUBJECT
  }

  /// What [#take] would answer.
  public Answer consider(Offer offer) {
    return store.read(connection -> consider(connection, offer));
  }

  /// Takes a token set in, unless there is a reason against it. It is not believed in before it was
  /// refreshed.
  public Answer take(Offer offer) {
    return store.write(connection -> {
      var answer = consider(connection, offer);
      if (answer == Answer.TAKEN) {
        place(connection, offer);
      }
      return answer;
    });
  }

  /// Whether there is such an account, in whatever state.
  public boolean has(AccountId id) {
    return store.read(connection -> placement.accounts().find(connection, id).isPresent());
  }

  /// Whether an account has that refresh token, or had it.
  public boolean hasHeld(AccountId id, Secret refresh) {
    return store.read(connection -> {
      var account = placement.accounts().find(connection, id);
      return placement.isSpent(connection, id, refresh)
          || (account.isPresent()
              && placement
                  .current(connection, account.get())
                  .filter(tokens -> Objects.equals(refresh, tokens.refresh()))
                  .isPresent());
    });
  }

  private Answer consider(Connection connection, Offer offer) throws SQLException {
    var id = offer.account();
    var fingerprint = Placement.fingerprint(offer.tokens());
    if (placement.seeds().has(connection, fingerprint)) {
      return Answer.TAKEN_BEFORE;
    }
    var account = placement.accounts().find(connection, id);
    if (account.isPresent() && account.get().state() != AccountState.NEEDS_CONSENT) {
      return Answer.NOT_NEEDED;
    }
    if (account.isPresent() && !fits(account.get(), offer.person())) {
      return Answer.OTHER_SUBJECT;
    }
    if (placement.spent().hasAnywhere(connection, id.provider(), fingerprint)) {
      return Answer.SPENT;
    }
    return holder(connection, offer, fingerprint);
  }

  private static boolean fits(Account account, @Nullable Person person) {
    return person == null || account.mayBeOf(person.subject());
  }

  /// Whether an account of the same provider has that very token.
  private Answer holder(Connection connection, Offer offer, String fingerprint)
      throws SQLException {
    var id = offer.account();
    return placement
        .holder(connection, id.provider(), fingerprint)
        .map(holder -> holder.equals(id) ? Answer.SPENT : Answer.IN_USE)
        .orElse(Answer.TAKEN);
  }

  private void place(Connection connection, Offer offer) throws SQLException {
    var id = offer.account();
    var tokens = offer.tokens();
    var before = placement.accounts().find(connection, id);
    var person = offer.person();
    var known =
        person == null
            ? before
                .map(account -> new Person(account.subject(), account.label()))
                .orElse(new Person("", "unknown"))
            : person;
    boolean untried = tokens.refresh() != null;
    placement.place(
        connection,
        account(id, known, tokens, before.map(Account::createdAt).orElse(offer.at()), offer.at()),
        tokens,
        untried ? AccountState.UNCERTAIN : AccountState.HEALTHY,
        untried ? IMPORTED : "",
        IMPORTED);
    var fingerprint = Placement.fingerprint(tokens);
    placement
        .seeds()
        .add(connection, new Inventory.Seed(offer.source(), fingerprint, id, offer.at()));
  }

  private static Account account(
      AccountId id, Person person, TokenSet tokens, Instant createdAt, Instant now) {
    return new Account(
        id,
        person.subject(),
        person.label(),
        AccountState.UNCERTAIN,
        IMPORTED,
        tokens.generation(),
        createdAt,
        now,
        tokens.life(),
        tokens.refresh() != null,
        tokens.refreshEndsAt(),
        tokens.scopes());
  }

  /// Notes whose an account turned out to be. When it should have been somebody else's, its tokens
  /// are let go of, and its person has to consent again; false then.
  public boolean identify(AccountId id, Person person, Instant now) {
    return store.write(connection -> {
      var account = placement.accounts().find(connection, id);
      if (account.isPresent() && !fits(account.get(), person)) {
        expel(connection, account.get(), now);
        return false;
      }
      if (account.isPresent()) {
        placement.accounts().identify(connection, id, person);
        placement.lineage().changed(connection, id);
      }
      return true;
    });
  }

  private void expel(Connection connection, Account account, Instant now) throws SQLException {
    var nothing =
        new TokenSet(Generation.NONE, Secret.of(""), null, "Bearer", now, now, Scopes.NONE, null);
    placement.place(
        connection, account, nothing, AccountState.NEEDS_CONSENT, "other-subject", "expelled");
  }
}
