package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import java.time.Instant;
import java.util.Optional;

/// A refresh that was begun: written before the request, so that a crash leaves a trace of it.
///
/// @param account whose
/// @param fence the lease's number: it only grows, and a commit must hold the newest
/// @param generation the token set whose refresh token is sent
/// @param fingerprint which refresh token that is (a digest, nothing of the token)
/// @param openedAt when that refresh token was first sent without an answer
/// @param tries how often it was sent since, this one among them
/// @param holder who sends it: a node's name and which of its lives, as in `node-a/5f3c`
public record Attempt(
    AccountId account,
    long fence,
    Generation generation,
    String fingerprint,
    Instant openedAt,
    int tries,
    String holder) {

  /// The same without its newest try, for when that was never sent; empty when there was no other.
  Optional<Attempt> withoutLastTry() {
    return tries <= 1
        ? Optional.empty()
        : Optional.of(
            new Attempt(account, fence, generation, fingerprint, openedAt, tries - 1, holder));
  }
}
