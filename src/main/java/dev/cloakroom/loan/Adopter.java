package dev.cloakroom.loan;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Reading;
import dev.cloakroom.vault.Adoption;
import dev.cloakroom.vault.Lending;
import dev.cloakroom.vault.Loan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks at the file of one loan, and has adopted what the tool got.
///
/// Whatever else is in the file changes nothing but that the refresh token is in doubt when the
/// loan ends; each reason is told once. Safe for any thread.
final class Adopter {
  /// As long as a tool may take to write its file.
  private static final Duration TO_WRITE = Duration.ofMillis(500);

  /// Between two adoptions, however fast a run makes tokens up.
  private static final Duration TO_REST = Duration.ofSeconds(1);

  private final Rooms rooms;
  private final Loan loan;
  private final Dialect dialect;
  private final ForeignFile file;
  private final Consumer<Secret> receiver;
  private final ReentrantLock lock = new ReentrantLock();

  /// What was looked at to the end.
  @GuardedBy("lock")
  private @Nullable Secret judged;

  /// What doubt there was about that.
  @GuardedBy("lock")
  private String judgement = "";

  /// Since when the file is not whole.
  @GuardedBy("lock")
  private @Nullable Instant brokenSince;

  @GuardedBy("lock")
  private Instant restsUntil = Instant.MIN;

  @GuardedBy("lock")
  private final Set<String> told = new HashSet<>();

  @GuardedBy("lock")
  private String doubt = "";

  @GuardedBy("lock")
  private boolean ended;

  private volatile boolean hurries;

  /// What adopters work with.
  record Rooms(Broker broker, Whose whose, Clock clock) {}

  Adopter(Rooms rooms, Loan loan, Dialect dialect, ForeignFile file, Consumer<Secret> receiver) {
    this.rooms = rooms;
    this.loan = loan;
    this.dialect = dialect;
    this.file = file;
    this.receiver = receiver;
  }

  Loan loan() {
    return loan;
  }

  /// Whether it is to be looked at again at once, since somebody may be writing.
  boolean hurries() {
    return hurries;
  }

  /// Looks at the file, unless somebody does.
  void look() {
    if (lock.tryLock()) {
      try {
        if (!ended && !rooms.clock.instant().isBefore(restsUntil)) {
          take(file.read(), false);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /// Looks for the last time, once the run's container is gone, and gives the loan back. False when
  /// somebody still writes.
  boolean end() {
    lock.lock();
    try {
      if (ended) {
        return true;
      }
      var found = file.readLast();
      if (!(found instanceof ForeignFile.Found.Changing)) {
        take(found, true);
        rooms.broker.giveBack(loan, doubt);
        ended = true;
      }
      return ended;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void take(ForeignFile.Found found, boolean last) {
    switch (found) {
      case ForeignFile.Found.Content(var text) -> take(text, last);
      case ForeignFile.Found.Nothing() -> unfinished("deleted", last);
      case ForeignFile.Found.Changing() -> hurries = true;
      case ForeignFile.Found.Refused(var why) -> refuse(why);
    }
  }

  @GuardedBy("lock")
  private void take(Secret text, boolean last) {
    if (Objects.equals(judged, text)) {
      settled(judgement);
      return;
    }
    switch (read(text)) {
      case Reading.Torn() -> unfinished("torn", last);
      case Reading.Tombstone() -> refuse("tombstone");
      case Reading.Tokens(var tokens, var subject) -> {
        adopt(tokens, subject);
        judged = text;
        judgement = doubt;
      }
    }
  }

  /// A file that breaks its reader is a broken file.
  private Reading read(Secret text) {
    try {
      return dialect.read(text, rooms.clock.instant());
    } catch (RuntimeException _) {
      return new Reading.Torn();
    }
  }

  /// Gives whoever writes the file the time for it.
  @GuardedBy("lock")
  private void unfinished(String why, boolean last) {
    var now = rooms.clock.instant();
    var since = brokenSince == null ? now : brokenSince;
    if (last || !now.isBefore(since.plus(TO_WRITE))) {
      refuse(why);
    } else {
      brokenSince = since;
      hurries = true;
    }
  }

  @GuardedBy("lock")
  private void adopt(TokenSet tokens, String subject) {
    Loans.hear(tokens, receiver);
    var adoption =
        rooms.broker.adopt(loan, new Lending.Find(tokens, subject, proven(tokens.access())));
    if (adoption.isRefusal() && adoption != Adoption.OVER) {
      refuse(adoption.word());
    } else {
      settled("");
    }
    if (adoption == Adoption.ADOPTED) {
      restsUntil = rooms.clock.instant().plus(TO_REST);
    }
  }

  private @Nullable String proven(Secret access) {
    var id = loan.account();
    boolean known = rooms.broker.peek(id).access().equals(access);
    return known || access.length() == 0
        ? null
        : rooms.whose.subject(id.provider(), access).orElse(null);
  }

  @GuardedBy("lock")
  private void refuse(String why) {
    settled(why);
    if (told.add(why)) {
      rooms.broker.refuse(
          loan,
          why,
          "What the run %s of %s has in its token file of %s is not taken in (%s); the account goes on with the tokens that are known. Look at that run, if you did not expect this."
              .formatted(loan.terms().run(), loan.terms().workload(), loan.account(), why));
    }
  }

  @GuardedBy("lock")
  private void settled(String why) {
    doubt = why;
    brokenSince = null;
    hurries = false;
  }
}
