package dev.cloakroom.broker;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A token endpoint that remembers what it was sent, answers what it was told to, and can be held.
public final class FakeTokenEndpoint implements TokenEndpoint {
  private final Queue<Supplier<TokenOutcome>> answers = new ArrayDeque<>();
  private volatile @Nullable Supplier<TokenOutcome> usual;
  private final List<Secret> sent = new ArrayList<>();
  private final List<Secret> revoked = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile Runnable search = () -> {};

  /// Answers the next request so.
  public void answers(TokenOutcome outcome) {
    answers.add(() -> outcome);
  }

  /// Answers every request so, once what was ordered is used up.
  public void always(TokenOutcome outcome) {
    alwaysDoes(() -> outcome);
  }

  /// The same with what `answer` finds then.
  public void alwaysDoes(Supplier<TokenOutcome> answer) {
    usual = answer;
  }

  /// Answers the next request with what `answer` finds then.
  public void does(Supplier<TokenOutcome> answer) {
    answers.add(answer);
  }

  /// Does this whenever its address is looked for.
  public void whenLocated(Runnable action) {
    search = action;
  }

  /// Holds every request until the returned latch is counted down.
  public CountDownLatch hold() {
    gate = new CountDownLatch(1);
    return gate;
  }

  /// The refresh tokens that came, oldest first.
  public synchronized List<Secret> sent() {
    return List.copyOf(sent);
  }

  /// The tokens that were revoked.
  public List<Secret> revoked() {
    return List.copyOf(revoked);
  }

  @Override
  public Provider located(Provider provider) {
    search.run();
    return provider;
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
      var next = answers.poll();
      answer = next == null ? Objects.requireNonNull(usual, "nothing was ordered") : next;
    }
    return answer.get();
  }

  @Override
  public TokenOutcome exchange(Provider provider, Secret code, Secret codeVerifier, URI redirect) {
    throw new IllegalStateException("the broker exchanges no codes");
  }

  @Override
  public boolean revoke(Provider provider, Secret token) {
    revoked.add(token);
    return true;
  }
}
