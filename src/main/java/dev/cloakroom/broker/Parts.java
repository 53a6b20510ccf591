package dev.cloakroom.broker;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.event.Events;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.Vault;
import java.time.Clock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What the broker works with.
///
/// @param endpoint where refresh tokens are sent
/// @param providers finds a provider by its id; throws a problem when it is not in the catalogue
/// @param pause waits for some milliseconds
public record Parts(
    Vault vault,
    Audit audit,
    TokenEndpoint endpoint,
    Function<String, Provider> providers,
    Events events,
    Clock clock,
    RandomGenerator random,
    Pause pause) {

  /// A provider's quirks; the strictest when it is not in the catalogue.
  Quirks quirksOf(String provider) {
    try {
      return providers.apply(provider).quirks();
    } catch (Problem _) {
      return Quirks.STRICT;
    }
  }

  /// How long an account lasts.
  Forecast forecast(Account account) {
    try {
      var provider = providers.apply(account.id().provider());
      var client = provider.client();
      return Forecast.of(account, provider.quirks(), client != null && client.testMode());
    } catch (Problem _) {
      return Forecast.of(account, Quirks.STRICT, false);
    }
  }

  /// Lets time pass.
  @FunctionalInterface
  public interface Pause {
    void of(long millis) throws InterruptedException;
  }
}
