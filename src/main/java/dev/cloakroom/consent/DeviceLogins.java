package dev.cloakroom.consent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.oauth.DeviceAuthorizations;
import dev.cloakroom.oauth.DeviceOutcome;
import dev.cloakroom.oauth.Pace;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Logins with a code on another device (RFC 8628): at most one at a time for a request, each
/// polled for in a virtual thread until the person has answered at the provider, the code is over,
/// or the request is.
///
/// What was granted goes the way of every login. In memory: a restart of the host ends those that
/// still wait. Safe for any thread. Closing it wakes those who wait for their next poll; a poll
/// that is under way may end, so that nothing granted is lost.
public final class DeviceLogins implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(DeviceLogins.class.getName());
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final Duration LAST_POLL = Duration.ofSeconds(2);

  private final Consents consents;
  private final Login login;
  private final DeviceAuthorizations devices;
  private final Sleeper sleeper;
  private final Clock clock;
  private final Map<String, DeviceLogin> byRequest = new ConcurrentHashMap<>();
  private final Set<Thread> pollers = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Set<Thread> napping = new HashSet<>();

  @GuardedBy("lock")
  private boolean closed;

  /// Logins that wait between polls as `sleeper` does.
  public DeviceLogins(
      Consents consents, Login login, DeviceAuthorizations devices, Sleeper sleeper, Clock clock) {
    this.consents = consents;
    this.login = login;
    this.devices = devices;
    this.sleeper = sleeper;
    this.clock = clock;
  }

  /// Begins one for an open request; the one that waits already if there is one.
  public DeviceLogin begin(String id) {
    var request = consents.requireOpen(id);
    var waiting = find(id).filter(this::isGood);
    if (waiting.isPresent()) {
      return waiting.get();
    }
    var provider = login.provider(request);
    var code = devices.begin(provider, Arrivals.everything(provider, request));
    var mine = new DeviceLogin(request, provider, code);
    var chosen = byRequest.merge(id, mine, (before, _) -> isGood(before) ? before : mine);
    if (chosen == mine) {
      forgetOld();
      start(mine);
    }
    return chosen;
  }

  /// The last one that was begun for a request.
  public Optional<DeviceLogin> find(String id) {
    return Optional.ofNullable(byRequest.get(id));
  }

  /// How long its code is good.
  Duration left(DeviceLogin one) {
    return Duration.between(clock.instant(), one.code().expiresAt());
  }

  private boolean isGood(DeviceLogin one) {
    return one.isWaiting() && !one.isExpired(clock.instant());
  }

  private void forgetOld() {
    var then = clock.instant().minus(REMEMBERED);
    byRequest.values().removeIf(one -> one.isExpired(then));
  }

  private void start(DeviceLogin one) {
    var thread = Thread.ofVirtual().name("device-login").unstarted(() -> follow(one));
    pollers.add(thread);
    thread.start();
  }

  private void follow(DeviceLogin one) {
    try {
      var pace = Pace.of(one.code());
      while (one.isWaiting()) {
        nap(pace.untilNext());
        pace = pace.after(step(one));
      }
    } catch (InterruptedException _) {
      one.fail(over(one, "the host is stopping"));
    } catch (Problem problem) {
      one.fail(problem);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "a login with a code failed", e);
      one.fail(over(one, "this host made a mistake"));
    } finally {
      pollers.remove(Thread.currentThread());
      consents.wake();
    }
  }

  private DeviceOutcome step(DeviceLogin one) {
    if (consents.find(one.request().id()).filter(ConsentRequest::isOpen).isEmpty()) {
      throw over(one, "the request was answered otherwise");
    }
    if (one.isExpired(clock.instant())) {
      throw expired(one, "expired_token");
    }
    var outcome = devices.poll(one.provider(), one.code());
    settle(one, outcome);
    return outcome;
  }

  private void settle(DeviceLogin one, DeviceOutcome outcome) {
    switch (outcome) {
      case DeviceOutcome.Granted(var reply) -> {
        login.arrived(one.provider(), one.request(), reply);
        one.arrive();
      }
      case DeviceOutcome.Denied _ -> throw Login.refusedThere(one.provider(), "access_denied");
      case DeviceOutcome.Expired(var error) -> throw expired(one, error);
      case DeviceOutcome.Misconfigured(var error) -> throw Login.notGiven(one.provider(), error);
      case DeviceOutcome.Pending _, DeviceOutcome.SlowDown _, DeviceOutcome.Unavailable _ -> {
        // the person, or the provider, takes its time
      }
    }
  }

  private void nap(Duration duration) throws InterruptedException {
    synchronized (lock) {
      if (closed) {
        throw new InterruptedException();
      }
      napping.add(Thread.currentThread());
    }
    try {
      sleeper.sleep(duration);
    } finally {
      synchronized (lock) {
        napping.remove(Thread.currentThread());
      }
    }
  }

  private static Problem expired(DeviceLogin one, String error) {
    return new Problem(
        Kind.PERSON_NEEDED,
        "device-code-expired",
        "The code of %s is over (%s). Nothing was saved; begin again for a new one."
            .formatted(one.provider().id(), error));
  }

  private static Problem over(DeviceLogin one, String why) {
    return new Problem(
        Kind.FAILED,
        "device-login-over",
        "Nobody waits for the code of %s any more: %s. Nothing was saved."
            .formatted(one.provider().id(), why));
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      napping.forEach(Thread::interrupt);
    }
    try {
      for (var poller : pollers) {
        poller.join(LAST_POLL);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
