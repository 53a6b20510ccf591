package dev.cloakroom.consent;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Provider;
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
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A person's login at a provider, from the link to the saved account.
///
/// What the provider grants is sealed and durable before anything else is done with it; it becomes
/// an account once the person has seen whose it is and said so. Otherwise it is revoked. Safe for
/// any thread.
public final class Login {
  private static final Duration TO_CONFIRM = Duration.ofMinutes(10);
  private static final int LONGEST_NAME = 32;

  private final Consents consents;
  private final Catalog catalog;
  private final Protocol protocol;
  private final Vault vault;
  private final Broker broker;
  private final Clock clock;
  private final Attempts attempts;
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();

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
    this.clock = clock;
    this.attempts = new Attempts(clock);
  }

  /// An authorization that waits for its person's word.
  ///
  /// @param identity who it is; empty fields when the provider does not tell
  /// @param account the name it will be saved under
  /// @param tokens what was granted
  /// @param missing asked for, but not granted
  record Pending(Identity identity, AccountId account, TokenSet tokens, Scopes missing) {}

  Catalog catalog() {
    return catalog;
  }

  /// Begins an attempt for `request` in one browser; returns where to send it.
  URI begin(ConsentRequest request, Secret browser, URI redirect) {
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
  String callBack(Map<String, String> query, @Nullable Secret browser) {
    var begun = attempts.take(Secret.of(query.getOrDefault("state", "")), browser);
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

  private String exchange(Attempts.Begun begun, Secret code) {
    var request =
        consents.find(begun.request()).orElseThrow(() -> Consents.unknown(begun.request()));
    var outcome =
        protocol.tokens.exchange(begun.provider(), code, begun.verifier(), begun.redirect());
    if (!(outcome instanceof TokenOutcome.Granted(var reply))) {
      throw notExchanged(begun.provider(), outcome);
    }
    var tokens = tokens(reply, everything(begun.provider(), request));
    keep(request, tokens); // durable first (P1), looked at after
    try {
      pending.put(request.id(), confirmable(request, begun, reply, tokens));
    } catch (Problem e) {
      giveBack(request.id(), begun.provider(), tokens);
      throw e;
    }
    return request.id();
  }

  /// What is asked for: the request's scopes, and those that tell whose account it is.
  private static Scopes everything(Provider provider, ConsentRequest request) {
    return provider.expand(provider.scopes()).plus(request.scopes());
  }

  private void keep(ConsentRequest request, TokenSet tokens) {
    var sealed = vault.seal(placeholder(request.provider(), request.id()), tokens);
    consents
        .table()
        .keepPending(request.id(), request.provider(), sealed, clock.instant().plus(TO_CONFIRM));
  }

  private static AccountId placeholder(String provider, String request) {
    return new AccountId(provider, "pending-" + request);
  }

  private Pending confirmable(
      ConsentRequest request, Attempts.Begun begun, TokenReply reply, TokenSet tokens) {
    var identity =
        protocol.identities.of(begun.provider(), reply, begun.nonce()).orElse(new Identity("", ""));
    var account = request.account();
    var name = account == null ? nameFor(request.provider(), identity) : account;
    vault.account(name).ifPresent(known -> Vault.requireSameSubject(known, identity.subject()));
    return new Pending(identity, name, tokens, request.scopes().minus(tokens.scopes()));
  }

  /// The name for whoever logged in: the account they have already, else one made of their label.
  private AccountId nameFor(String provider, Identity identity) {
    var known =
        vault.accounts().stream()
            .filter(account -> account.id().provider().equals(provider))
            .filter(account -> !identity.subject().isEmpty())
            .filter(account -> account.subject().equals(identity.subject()))
            .map(Account::id)
            .findFirst();
    return known.orElseGet(() -> unused(provider, shortName(identity.label())));
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

  Optional<Pending> pending(String request) {
    return Optional.ofNullable(pending.get(request));
  }

  /// Saves what waits under a request, and answers the request with it.
  AccountId save(String request) {
    var waiting = pending.remove(request);
    if (waiting == null) {
      throw new Problem(
          Kind.NOT_FOUND, "nothing-to-save", "There is no login that waits to be saved here.");
    }
    var identity = waiting.identity;
    var label = identity.label().isEmpty() ? "unknown" : identity.label();
    broker.connect(waiting.account, identity.subject(), label, waiting.tokens);
    consents.table().dropPending(request);
    consents.allow(request, waiting.account);
    return waiting.account;
  }

  /// Gives back what waits under a request: it is revoked where the provider can.
  void discard(String request) {
    var waiting = pending.remove(request);
    if (waiting != null) {
      giveBack(request, catalog.provider(waiting.account.provider()), waiting.tokens);
    }
  }

  /// Gives back what a stopped host left unconfirmed.
  public void clearLeftovers() {
    for (var left : consents.table().leftPending()) {
      var tokens =
          vault.unseal(
              placeholder(left.provider(), left.request()), Generation.NONE.next(), left.sealed());
      giveBack(left.request(), catalog.provider(left.provider()), tokens);
    }
  }

  private void giveBack(String request, Provider provider, TokenSet tokens) {
    var refresh = tokens.refresh();
    protocol.tokens.revoke(provider, refresh == null ? tokens.access() : refresh);
    consents.table().dropPending(request);
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
