package dev.cloakroom.source;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Intake;
import dev.cloakroom.vault.Intake.Answer;
import dev.cloakroom.vault.Intake.Offer;
import dev.cloakroom.vault.Intake.Person;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;

/// Takes tokens in: those that a person imports, and seeds.
///
/// Each is taken once. Whose it is is asked before, where its access token is live, else as soon as
/// it was refreshed. Safe for any thread.
public final class Imports {
  private static final Logger LOG = System.getLogger(Imports.class.getName());

  private final Intake intake;
  private final Catalog catalog;
  private final Desk desk;
  private final Clock clock;

  /// Imports into the vault behind `intake`.
  public Imports(Intake intake, Catalog catalog, Desk desk, Clock clock) {
    this.intake = intake;
    this.catalog = catalog;
    this.desk = desk;
    this.clock = clock;
  }

  /// Takes the tokens in `text` in for an account.
  ///
  /// @param source where they are from
  /// @throws Problem why they are not taken
  public void take(AccountId account, Secret text, String source) {
    var offer = offer(account, text, source);
    require(intake.take(offer), account);
    desk.takeUp();
    if (offer.person() == null) {
      identify(account);
    }
  }

  /// Finds out whether [#take] would take them.
  ///
  /// @throws Problem why they would not be taken
  public void consider(AccountId account, Secret text, String source) {
    require(intake.consider(offer(account, text, source)), account);
  }

  private Offer offer(AccountId account, Secret text, String source) {
    catalog.provider(account.provider());
    var now = clock.instant();
    var tokens = TokenText.read(text, now);
    Person person =
        tokens.liveFor(Duration.ZERO, now)
            ? desk.whose(account.provider(), tokens.access()).orElse(null)
            : null;
    return new Offer(account, source, person, tokens, now);
  }

  private void identify(AccountId account) {
    var person = desk.live(account).flatMap(token -> desk.whose(account.provider(), token));
    if (person.isPresent() && !intake.identify(account, person.get(), clock.instant())) {
      desk.takeUp();
      require(Answer.OTHER_SUBJECT, account);
    }
  }

  /// Looks at seeds, and takes what is new. What is not taken is said in the log.
  public void plant(Collection<Seed> seeds) {
    for (var seed : seeds) {
      try {
        plant(seed);
      } catch (Problem e) {
        tell(seed, "is not taken in: %s [%s]".formatted(e.getMessage(), e.code()));
      } catch (RuntimeException e) { // whatever it is, the others are no worse for it
        tell(seed, "is not taken in: " + e.getClass().getSimpleName());
      }
    }
  }

  private void plant(Seed seed) {
    var value = seed.value().get();
    value.ifPresent(text -> take(seed.account(), text, seed.source()));
    tell(seed, value.isPresent() ? "was taken in." : "has nothing in it.");
  }

  private static void tell(Seed seed, String words) {
    LOG.log(Level.INFO, "the seed of %s (%s) %s".formatted(seed.account(), seed.source(), words));
  }

  private static void require(Answer answer, AccountId account) {
    switch (answer) {
      case TAKEN -> {}
      case TAKEN_BEFORE ->
          throw refused(
              "taken-before",
              "This token was taken in before, and each is taken once: bring a new one for "
                  + account);
      case SPENT ->
          throw refused(
              "token-spent",
              "This token was used here before, and sending it again could end the authorization: bring a new one, or connect "
                  + account);
      case IN_USE ->
          throw refused(
              "token-in-use",
              "Another account here has this very token, and two would spend it twice: use that one instead of "
                  + account);
      case NOT_NEEDED ->
          throw refused(
              "not-needed",
              "This account is here and does not need a token; disconnect it first to put another in its place: "
                  + account);
      case OTHER_SUBJECT ->
          throw refused(
              "other-subject",
              "This token is somebody else's: bring it in under another name than " + account);
    }
  }

  private static Problem refused(String code, String words) {
    return new Problem(Kind.REFUSED, code, words + ".");
  }
}
