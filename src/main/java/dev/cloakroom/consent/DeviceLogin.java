package dev.cloakroom.consent;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.oauth.DeviceCode;
import dev.cloakroom.problem.Problem;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One login with a code on another device: it waits, and then has arrived or failed. Safe for any
/// thread.
public final class DeviceLogin {
  private final ConsentRequest request;
  private final Provider provider;
  private final DeviceCode code;
  private volatile State state = new State(true, null);

  private record State(boolean waiting, @Nullable Problem problem) {}

  DeviceLogin(ConsentRequest request, Provider provider, DeviceCode code) {
    this.request = request;
    this.provider = provider;
    this.code = code;
  }

  ConsentRequest request() {
    return request;
  }

  Provider provider() {
    return provider;
  }

  /// What the person is shown, and what we poll with.
  public DeviceCode code() {
    return code;
  }

  /// Whether the person has not answered at the provider yet, as far as we know.
  boolean isWaiting() {
    return state.waiting;
  }

  /// Whether its code is good no longer.
  boolean isExpired(Instant now) {
    return !code.expiresAt().isAfter(now);
  }

  /// Why it failed; empty when it did not.
  public Optional<Problem> problem() {
    return Optional.ofNullable(state.problem);
  }

  void arrive() {
    state = new State(false, null);
  }

  void fail(Problem problem) {
    state = new State(false, problem);
  }
}
