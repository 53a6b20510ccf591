package dev.cloakroom.consent;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.consent.Unconfirmed.Pending;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.Authorizations;
import dev.cloakroom.oauth.Callback;
import dev.cloakroom.oauth.Discovery;
import dev.cloakroom.oauth.Identities;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.TokenReply;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Vault;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A person's login at a provider, from the link to the saved account.
///
/// What the provider grants is sealed and durable before anything else is done with it; it becomes
/// an account once the person has seen whose it is and said so. Otherwise it is revoked. Safe for
/// any thread.
public final class Login {
  private final Consents consents;
  private final Catalog catalog;
  private final Protocol protocol;
  private final Broker broker;
  private final Attempts attempts;
  private final Unconfirmed unconfirmed;
  private final Arrivals arrivals;

  /// What speaks OAuth.
  public record Protocol(
      Authorizations authorizations,
      Discovery discovery,
      TokenEndpoint tokens,
      Identities identities) {}

  /// Logins that end as accounts of `broker`.
  public Login(
      Consents consents,
      Catalog catalog,
      Protocol protocol,
      Vault vault,
      Broker broker,
      Clock clock) {
    this.consents = consents;
    this.catalog = catalog;
    this.protocol = protocol;
    this.broker = broker;
    this.attempts = new Attempts(clock);
    this.unconfirmed = new Unconfirmed(consents, catalog, vault, protocol.tokens, clock);
    this.arrivals = new Arrivals(consents, protocol.identities, vault, unconfirmed);
  }

  /// How a person can log in for a request.
  ///
  /// @param link by a page of the provider, that leads back
  /// @param code with a code, on any device
  record Ways(boolean link, boolean code) {}

  /// How a person can log in for `request`. When that can't be found out now, by a link: why it
  /// does not work is told to whoever follows it.
  Ways ways(ConsentRequest request) {
    try {
      var endpoints = provider(request).endpoints();
      boolean code = endpoints.deviceAuthorization() != null;
      return new Ways(endpoints.authorization() != null || !code, code);
    } catch (Problem _) {
      return new Ways(true, false);
    }
  }

  /// The provider of a request, with its endpoints.
  Provider provider(ConsentRequest request) {
    return protocol.discovery.discovered(catalog.provider(request.provider()));
  }

  /// Begins an attempt for an open request; returns where to log in.
  ///
  /// @param browser that it is bound to; null for the command line
  URI begin(String id, @Nullable Browser browser, URI redirect) {
    var request = consents.requireOpen(id);
    var provider = provider(request);
    var begun =
        protocol.authorizations.begin(provider, redirect, Arrivals.everything(provider, request));
    attempts.begin(
        begun.state(),
        new Attempts.Begun(
            request.id(), provider, redirect, begun.codeVerifier(), begun.nonce(), browser));
    return begun.uri();
  }

  /// Takes what the provider sent back; returns the request whose account now waits to be
  /// confirmed.
  String callBack(Map<String, String> query, @Nullable Browser browser) {
    var begun = attempts.take(state(query), browser);
    return switch (protocol.authorizations.read(begun.provider(), query)) {
      case Callback.Code(var code) -> exchange(begun, code);
      case Callback.Refused(var error) -> throw refusedThere(begun.provider(), error);
      case Callback.Mismatch(var what) ->
          throw new Problem(
              Kind.REFUSED,
              "callback-" + what,
              "What came back is not %s's answer (%s): nothing was saved."
                  .formatted(begun.provider().id(), what));
    };
  }

  /// Takes the address that the provider sent a browser elsewhere to, as its person pasted it.
  ///
  /// @param browser that the login was begun in; null for the command line
  void paste(String request, String pasted, @Nullable Browser browser) {
    var address = PastedAddress.read(pasted);
    var begun = begun(address.query());
    address.requireAnswerTo(begun, request);
    callBack(address.query(), browser);
  }

  /// The same, on the command line.
  public void paste(String request, String pasted) {
    paste(request, pasted, null);
  }

  /// Takes what the provider granted to another device.
  void arrived(Provider provider, ConsentRequest request, TokenReply reply) {
    arrivals.take(provider, request, reply, null);
    unconfirmed.clear(); // the request may have been answered meanwhile
  }

  /// The attempt that what the provider sent back belongs to.
  Attempts.Begun begun(Map<String, String> query) {
    return attempts.find(state(query));
  }

  private static Secret state(Map<String, String> query) {
    return Secret.of(query.getOrDefault("state", ""));
  }

  private String exchange(Attempts.Begun begun, Secret code) {
    var request = consents.requireOpen(begun.request());
    var outcome =
        protocol.tokens.exchange(begun.provider(), code, begun.verifier(), begun.redirect());
    if (!(outcome instanceof TokenOutcome.Granted(var reply))) {
      throw notExchanged(begun.provider(), outcome);
    }
    arrivals.take(begun.provider(), request, reply, begun.nonce());
    return request.id();
  }

  /// What waits under a request for its person's word.
  Optional<Pending> pending(String request) {
    return unconfirmed.find(request);
  }

  /// A login that waits for its person's word.
  ///
  /// @param login names it
  /// @param account the name it will be saved under
  /// @param label what the person knows the account by; empty when the provider does not tell
  public record Waiting(String login, AccountId account, String label) {}

  /// What waits under a request, to be told.
  public Optional<Waiting> waiting(String request) {
    return unconfirmed
        .peek(request)
        .map(pending ->
            new Waiting(pending.kept().id(), pending.account(), pending.identity().label()));
  }

  /// Saves the login that the person was shown under a request, and answers the request with it.
  public AccountId save(String request, String login) {
    var shown = unconfirmed.shown(request, login);
    consents.allow(request, shown.account(), () -> unconfirmed.settle(shown, () -> connect(shown)));
    return shown.account();
  }

  private void connect(Pending shown) {
    var identity = shown.identity();
    var label = identity.label().isEmpty() ? "unknown" : identity.label();
    broker.connect(shown.account(), identity.subject(), label, shown.kept().tokens());
  }

  /// Gives back the login that the person was shown: it is revoked where the provider can.
  public void discard(String request, String login) {
    unconfirmed.discard(unconfirmed.shown(request, login));
  }

  /// Gives back what waits under requests that were answered otherwise.
  public void clear() {
    unconfirmed.clear();
  }

  /// Gives back what a stopped host left unconfirmed.
  public void clearLeftovers() {
    unconfirmed.clearLeftovers();
  }

  static Problem refusedThere(Provider provider, String error) {
    return new Problem(
        Kind.REFUSED,
        "refused-at-provider",
        "%s did not grant it (%s). Nothing was saved; open the link again to try once more."
            .formatted(provider.id(), error));
  }

  private static Problem notExchanged(Provider provider, TokenOutcome outcome) {
    var why =
        switch (outcome) {
          case TokenOutcome.InvalidGrant(var error) -> error;
          case TokenOutcome.Misconfigured(var error) -> error;
          case TokenOutcome.Unavailable(var reason, _, _) -> reason;
          case TokenOutcome.Granted _ -> "granted";
        };
    return notGiven(provider, why);
  }

  static Problem notGiven(Provider provider, String why) {
    return new Problem(
        Kind.FAILED,
        "login-failed",
        "%s did not give a token for this login: %s. Nothing was saved; open the link again to try once more."
            .formatted(provider.id(), why));
  }
}
