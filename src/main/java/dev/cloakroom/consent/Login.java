package dev.cloakroom.consent;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.consent.Unconfirmed.Kept;
import dev.cloakroom.consent.Unconfirmed.Pending;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.oauth.Authorizations;
import dev.cloakroom.oauth.Callback;
import dev.cloakroom.oauth.Discovery;
import dev.cloakroom.oauth.Identities;
import dev.cloakroom.oauth.Identity;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.TokenReply;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grant;
import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A person's login at a provider, from the link to the saved account.
///
/// What the provider grants is sealed and durable before anything else is done with it; it becomes
/// an account once the person has seen whose it is and said so. Otherwise it is revoked. Safe for
/// any thread.
public final class Login {
  private static final int LONGEST_NAME = 32;

  private final Consents consents;
  private final Catalog catalog;
  private final Protocol protocol;
  private final Vault vault;
  private final Broker broker;
  private final Attempts attempts;
  private final Unconfirmed unconfirmed;

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
    this.vault = vault;
    this.broker = broker;
    this.attempts = new Attempts(clock);
    this.unconfirmed = new Unconfirmed(consents, catalog, vault, protocol.tokens, clock);
  }

  /// Begins an attempt for an open request in one browser; returns where to send it.
  URI begin(String id, Browser browser, URI redirect) {
    var request = consents.requireOpen(id);
    var provider = protocol.discovery.discovered(catalog.provider(request.provider()));
    var begun = protocol.authorizations.begin(provider, redirect, everything(provider, request));
    attempts.begin(
        begun.state(),
        new Attempts.Begun(
            request.id(), provider, redirect, begun.codeVerifier(), begun.nonce(), browser));
    return begun.uri();
  }

  /// Takes what the provider sent back; returns the request whose account now waits to be
  /// confirmed.
  String callBack(Map<String, String> query, Browser browser) {
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
    var tokens = tokens(reply, everything(begun.provider(), request));
    var kept = unconfirmed.keep(begun.provider(), tokens); // durable first (P1), looked at after
    Identity identity = null;
    try {
      identity = identity(begun, reply);
      unconfirmed.offer(pending(kept, request, identity));
    } catch (Problem e) {
      unconfirmed.giveBack(kept, identity);
      throw e;
    }
    return request.id();
  }

  /// What is asked for: the request's scopes, and those that tell whose account it is.
  private static Scopes everything(Provider provider, ConsentRequest request) {
    var usual = provider.expand(provider.scopes());
    return usual.minus(usual.minus(Grant.HARMLESS)).plus(request.scopes());
  }

  private Identity identity(Attempts.Begun begun, TokenReply reply) {
    return protocol
        .identities
        .of(begun.provider(), reply, begun.nonce())
        .orElse(new Identity("", ""));
  }

  private Pending pending(Kept kept, ConsentRequest request, Identity identity) {
    var wanted = request.account();
    var name = wanted == null ? nameFor(request, identity, kept.tokens().scopes()) : wanted;
    vault.account(name).ifPresent(known -> Vault.requireSameSubject(known, identity.subject()));
    var missing = request.scopes().minus(kept.tokens().scopes());
    return new Pending(kept, request.id(), identity, name, missing);
  }

  /// The name for whoever logged in: the account they have already, else one made of their label.
  ///
  /// A workload's login takes the place of an account with the same scopes only: with others it
  /// would take from the other workloads, or go over their ceilings.
  private AccountId nameFor(ConsentRequest request, Identity identity, Scopes granted) {
    return vault.accounts().stream()
        .filter(account -> account.id().provider().equals(request.provider()))
        .filter(account -> !identity.subject().isEmpty())
        .filter(account -> account.subject().equals(identity.subject()))
        .map(Account::id)
        .filter(id -> request.isHost() || vault.current(id).scopes().equals(granted))
        .findFirst()
        .orElseGet(() -> unused(request.provider(), shortName(identity.label())));
  }

  private AccountId unused(String provider, String name) {
    var id = new AccountId(provider, name);
    for (int next = 2; vault.account(id).isPresent(); next++) {
      id = new AccountId(provider, name + "-" + next);
    }
    return id;
  }

  private static String shortName(String label) {
    int at = label.indexOf('@');
    var local = at > 0 ? label.substring(0, at) : label;
    var plain =
        local.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[._-]+", "");
    return plain.isEmpty() ? "default" : plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
  }

  /// What waits under a request for its person's word.
  Optional<Pending> pending(String request) {
    return unconfirmed.find(request);
  }

  /// Saves the login that the person was shown under a request, and answers the request with it.
  AccountId save(String request, String login) {
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
  void discard(String request, String login) {
    unconfirmed.discard(unconfirmed.shown(request, login));
  }

  /// Gives back what waits under requests that were answered otherwise.
  void clear() {
    unconfirmed.clear();
  }

  /// Gives back what a stopped host left unconfirmed.
  public void clearLeftovers() {
    unconfirmed.clearLeftovers();
  }

  private static TokenSet tokens(TokenReply reply, Scopes asked) {
    var scopes = reply.scopes();
    return new TokenSet(
        Generation.NONE.next(),
        reply.access(),
        reply.refresh(),
        reply.tokenType(),
        reply.receivedAt(),
        reply.expiresAt(),
        scopes == null ? asked : scopes);
  }

  private static Problem refusedThere(Provider provider, String error) {
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
    return new Problem(
        Kind.FAILED,
        "login-failed",
        "%s did not give a token for this login: %s. Nothing was saved; open the link again to try once more."
            .formatted(provider.id(), why));
  }
}
