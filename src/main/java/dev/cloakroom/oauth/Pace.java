package dev.cloakroom.oauth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How fast to poll for a device authorization: at the provider's interval, five seconds slower for
/// good with each `slow_down`, and half as often with each poll in a row that had no answer.
///
/// @param interval between polls that are answered
/// @param failures how many polls in a row had no usable answer
/// @param asked what the last answer asked us to wait at least; null when it did not
public record Pace(Duration interval, int failures, @Nullable Duration asked) {
  static final Duration SLOWEST = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 6;

  /// The pace that a provider wishes for a code.
  public static Pace of(DeviceCode code) {
    return new Pace(code.interval(), 0, null);
  }

  /// The pace after a poll.
  public Pace after(DeviceOutcome outcome) {
    return switch (outcome) {
      case DeviceOutcome.SlowDown(var wanted) ->
          new Pace(slower(wanted == null ? Duration.ZERO : wanted), 0, null);
      case DeviceOutcome.Unavailable(_, var retryAfter) ->
          new Pace(interval, failures + 1, retryAfter);
      case DeviceOutcome.Granted _,
          DeviceOutcome.Pending _,
          DeviceOutcome.Denied _,
          DeviceOutcome.Expired _,
          DeviceOutcome.Misconfigured _ ->
          new Pace(interval, 0, null);
    };
  }

  /// How long to wait before the next poll; a minute at most.
  public Duration untilNext() {
    var backedOff = interval.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return asked == null ? bounded(backedOff) : bounded(longer(backedOff, asked));
  }

  private Duration slower(Duration wanted) {
    return bounded(longer(interval.plus(STEP), wanted));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Duration bounded(Duration wait) {
    return wait.compareTo(SLOWEST) > 0 ? SLOWEST : wait;
  }
}
