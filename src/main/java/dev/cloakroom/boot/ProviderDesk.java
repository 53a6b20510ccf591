package dev.cloakroom.boot;

import dev.cloakroom.broker.Answer;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.Discovery;
import dev.cloakroom.oauth.Identities;
import dev.cloakroom.oauth.TokenReply;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.source.Desk;
import dev.cloakroom.vault.Intake.Person;
import java.time.Clock;
import java.util.Optional;

/// Where sources ask providers, and have tokens kept live.
record ProviderDesk(
    Catalog catalog, Discovery discovery, Identities identities, Broker broker, Clock clock)
    implements Desk {

  @Override
  public Optional<Person> whose(String provider, Secret access) {
    var reply = new TokenReply(access, null, "Bearer", clock.instant(), null, null, null);
    try {
      var known = discovery.discovered(catalog.provider(provider));
      return identities
          .of(known, reply, null)
          .map(identity -> new Person(identity.subject(), identity.label()));
    } catch (Problem _) {
      return Optional.empty(); // it does not tell now
    }
  }

  @Override
  public void takeUp() {
    broker.follow();
  }

  @Override
  public Optional<Secret> live(AccountId account) {
    try {
      return switch (broker.token(account, null, Consents.HOST, "import")) {
        case Answer.Live(var tokens) -> Optional.of(tokens.access());
        case Answer.StillGood(var tokens, _) -> Optional.of(tokens.access());
        case Answer.TooShort _, Answer.Deferred _, Answer.PersonNeeded _ -> Optional.empty();
      };
    } catch (Problem _) {
      return Optional.empty();
    }
  }
}
