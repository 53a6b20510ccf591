package dev.cloakroom.consent;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.consent.RequestTable.LeftPending;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.oauth.Identity;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Vault;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The authorizations that wait for their person's word: sealed and durable from the moment they
/// come (promise P1), for ten minutes at most, and given back when the word is no or does not come.
/// Safe for any thread.
///
/// To give back is to revoke, but only where that can't end an account: some providers (Google) end
/// everything that a person allowed as soon as one token of it is revoked.
final class Unconfirmed {
  private static final System.Logger LOGGER = System.getLogger(Unconfirmed.class.getName());
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final Consents consents;
  private final Catalog catalog;
  private final Vault vault;
  private final TokenEndpoint endpoint;
  private final Clock clock;
  private final List<LeftPending> leftovers;
  private final Map<String, Pending> byRequest = new ConcurrentHashMap<>();

  Unconfirmed(
      Consents consents, Catalog catalog, Vault vault, TokenEndpoint endpoint, Clock clock) {
    this.consents = consents;
    this.catalog = catalog;
    this.vault = vault;
    this.endpoint = endpoint;
    this.clock = clock;
    this.leftovers = consents.table().leftPending();
  }

  /// A token set that is durable, and not an account yet.
  record Kept(String id, Provider provider, TokenSet tokens) {}

  /// An authorization that waits for its person's word.
  ///
  /// @param kept what was granted
  /// @param request the consent request that it answers
  /// @param identity who it is; empty fields when the provider does not tell
  /// @param account the name it will be saved under
  /// @param missing asked for, but not granted
  record Pending(Kept kept, String request, Identity identity, AccountId account, Scopes missing) {}

  Kept keep(Provider provider, TokenSet tokens) {
    var id = consents.newId();
    var sealed = vault.seal(placeholder(provider.id(), id), tokens);
    consents.table().keepPending(id, provider.id(), sealed, clock.instant().plus(LIFE));
    return new Kept(id, provider, tokens);
  }

  private static AccountId placeholder(String provider, String id) {
    return new AccountId(provider, "pending-" + id);
  }

  /// Lets it wait for its person; what waited under the same request before is given back.
  void offer(Pending pending) {
    var before = byRequest.put(pending.request, pending);
    if (before == null) {
      return;
    }
    if (before.identity.subject().equals(pending.identity.subject())) {
      consents.table().dropPending(before.kept.id); // revoking it could end the new one too
    } else {
      giveBack(before);
    }
  }

  Optional<Pending> find(String request) {
    clear();
    return Optional.ofNullable(byRequest.get(request));
  }

  /// What waits under a request, without a look at what is over. It calls nobody.
  Optional<Pending> peek(String request) {
    return Optional.ofNullable(byRequest.get(request));
  }

  /// What waits under a request, if it is the login that its person was shown.
  Pending shown(String request, String id) {
    return find(request)
        .filter(pending -> pending.kept.id.equals(id))
        .orElseThrow(() ->
            new Problem(
                Kind.NOT_FOUND,
                "nothing-to-save",
                "This login does not wait to be saved: it was answered, replaced by another, or is older than ten minutes. Nothing was changed; open the link again."));
  }

  /// Makes it an account by `saving`; when that fails it waits on.
  void settle(Pending pending, Runnable saving) {
    if (!byRequest.remove(pending.request, pending)) {
      throw new Problem(
          Kind.REFUSED, "nothing-to-save", "This login was answered in another window just now.");
    }
    try {
      saving.run();
    } catch (RuntimeException e) {
      byRequest.putIfAbsent(pending.request, pending);
      throw e;
    }
    consents.table().dropPending(pending.kept.id);
  }

  void discard(Pending pending) {
    if (byRequest.remove(pending.request, pending)) {
      giveBack(pending);
    }
  }

  /// Gives back what is over: its ten minutes, or the request that it was for.
  void clear() {
    byRequest.values().stream().filter(this::isOver).forEach(this::discard);
  }

  private boolean isOver(Pending pending) {
    var end = pending.kept.tokens.issuedAt().plus(LIFE);
    return !end.isAfter(clock.instant())
        || consents.find(pending.request).filter(ConsentRequest::isOpen).isEmpty();
  }

  /// Gives back what a stopped host left.
  void clearLeftovers() {
    for (var left : leftovers) {
      try {
        var tokens =
            vault.unseal(
                placeholder(left.provider(), left.id()), Generation.NONE.next(), left.sealed());
        giveBack(new Kept(left.id(), catalog.provider(left.provider()), tokens), null);
      } catch (Problem e) {
        LOGGER.log(Level.WARNING, "a login that was never saved cannot be revoked: {0}", e.code());
        consents.table().dropPending(left.id());
      }
    }
  }

  private void giveBack(Pending pending) {
    giveBack(pending.kept, pending.identity);
  }

  /// Gives it back.
  ///
  /// @param identity whose it is; null when that was not found out
  void giveBack(Kept kept, @Nullable Identity identity) {
    if (!mayBeInUse(kept.provider.id(), identity)) {
      var refresh = kept.tokens.refresh();
      endpoint.revoke(kept.provider, refresh == null ? kept.tokens.access() : refresh);
    }
    consents.table().dropPending(kept.id);
  }

  private boolean mayBeInUse(String provider, @Nullable Identity identity) {
    return vault.accounts().stream()
        .filter(account -> account.id().provider().equals(provider))
        .anyMatch(account -> identity == null || account.subject().equals(identity.subject()));
  }
}
