package dev.cloakroom.broker;

import dev.cloakroom.event.Event;
import dev.cloakroom.store.StoreException;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/// Says in time that an account ends: 14, 7 and 1 days before, each once, whichever node notices
/// first. Of an account that is not well the state says enough.
final class Forewarning {
  private static final Logger LOG = System.getLogger(Forewarning.class.getName());
  private static final int[] DAYS = {1, 7, 14};

  private final Parts parts;

  Forewarning(Parts parts) {
    this.parts = parts;
  }

  /// Warns of `account`, if it is time. A warning is durable before it is told, so that it is lost
  /// by a crash in between rather than told twice.
  void of(Account account) {
    var end = parts.forecast(account).end();
    if (end != null && account.state() == AccountState.HEALTHY) {
      int days = daysTo(end.at());
      if (days > 0 && isFirst(account, end.at(), days)) {
        var event = new Event.Expiring(account.id(), end.at(), end.why(), days);
        LOG.log(Level.WARNING, event.sentence());
        parts.events().publish(event);
      }
    }
  }

  /// The fewest days of a warning that `end` is within; 0 when it is far, or past.
  private int daysTo(Instant end) {
    var left = Duration.between(parts.clock().instant(), end);
    return left.isPositive()
        ? IntStream.of(DAYS)
            .filter(days -> left.compareTo(Duration.ofDays(days)) <= 0)
            .findFirst()
            .orElse(0)
        : 0;
  }

  private boolean isFirst(Account account, Instant end, int days) {
    try {
      return parts.vault().noteWarning(account.id(), end, days);
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "a warning that {0} ends waits: {1}", account.id(), e.code());
      return false; // it is tried again
    }
  }
}
