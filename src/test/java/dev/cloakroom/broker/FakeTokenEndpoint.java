package dev.cloakroom.broker;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/// A token endpoint that remembers what it was sent, answers what it was told to, and can be held.
final class FakeTokenEndpoint implements TokenEndpoint {
  private final Queue<Supplier<TokenOutcome>> answers = new ArrayDeque<>();
  private final List<Secret> sent = new ArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  void answers(TokenOutcome outcome) {
    answers.add(() -> outcome);
  }

  void does(Supplier<TokenOutcome> answer) {
    answers.add(answer);
  }

  /// Holds every request until the returned latch is counted down.
  CountDownLatch hold() {
    gate = new CountDownLatch(1);
    return gate;
  }

  synchronized List<Secret> sent() {
    return List.copyOf(sent);
  }

  @Override
  public TokenOutcome refresh(Provider provider, Secret refreshToken) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Supplier<TokenOutcome> answer;
    synchronized (this) {
      sent.add(refreshToken);
      answer = answers.remove();
    }
    return answer.get();
  }

  @Override
  public TokenOutcome exchange(Provider provider, Secret code, Secret codeVerifier, URI redirect) {
    throw new IllegalStateException("the broker exchanges no codes");
  }

  @Override
  public boolean revoke(Provider provider, Secret token) {
    throw new IllegalStateException("the broker revokes nothing");
  }
}
