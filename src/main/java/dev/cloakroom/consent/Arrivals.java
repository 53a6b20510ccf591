package dev.cloakroom.consent;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.consent.Unconfirmed.Kept;
import dev.cloakroom.consent.Unconfirmed.Pending;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.Identities;
import dev.cloakroom.oauth.Identity;
import dev.cloakroom.oauth.TokenReply;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What providers grant for a consent request, by whatever way of logging in: durable first, then
/// found out whose it is, then offered to its person under a name. Safe for any thread.
final class Arrivals {
  private static final int LONGEST_NAME = 32;

  private final Consents consents;
  private final Identities identities;
  private final Vault vault;
  private final Unconfirmed unconfirmed;

  Arrivals(Consents consents, Identities identities, Vault vault, Unconfirmed unconfirmed) {
    this.consents = consents;
    this.identities = identities;
    this.vault = vault;
    this.unconfirmed = unconfirmed;
  }

  /// What is asked for: the request's scopes, and those that tell whose account it is.
  static Scopes everything(Provider provider, ConsentRequest request) {
    var usual = provider.expand(provider.scopes());
    return usual.minus(usual.minus(Grant.HARMLESS)).plus(request.scopes());
  }

  /// Takes what was granted; it waits for its person's word then.
  ///
  /// @param nonce of the login; null when none was sent
  void take(Provider provider, ConsentRequest request, TokenReply reply, @Nullable Secret nonce) {
    var tokens = reply.first(everything(provider, request));
    var kept = unconfirmed.keep(provider, tokens); // durable first (P1), looked at after
    Identity identity = null;
    try {
      identity = identities.of(provider, reply, nonce).orElse(new Identity("", ""));
      unconfirmed.offer(pending(kept, request, identity));
    } catch (Problem e) {
      unconfirmed.giveBack(kept, identity);
      throw e;
    }
    consents.wake();
  }

  private Pending pending(Kept kept, ConsentRequest request, Identity identity) {
    var wanted = request.account();
    var name = wanted == null ? nameFor(request, identity, kept.tokens().scopes()) : wanted;
    vault.account(name).ifPresent(known -> known.requireMayBeOf(identity.subject()));
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
}
