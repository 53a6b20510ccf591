package dev.cloakroom.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Grant;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Token files of one recipient, kept fresh: mode `access-file`.
///
/// Each holds the access token of one grant, and is rewritten whenever the account has a new
/// generation, never with an older one (promise P3). A file goes when its grant or its account
/// does; all go when this is closed. Safe for any thread.
public final class TokenFiles implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TokenFiles.class.getName());

  private final String recipient;
  private final Broker broker;
  private final Events.Subscription subscription;

  @GuardedBy("this")
  private final Map<Copy, Delivered> files = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean closed;

  /// No files yet.
  ///
  /// @param recipient a run's id, or `host`
  public TokenFiles(String recipient, Broker broker, Events events) {
    this.recipient = recipient;
    this.broker = broker;
    this.subscription = events.subscribe(this::hear);
  }

  /// How one token file is written and removed. Equal for the same file.
  public interface Copy {
    /// Writes the file anew.
    ///
    /// @throws Problem when it can't be written, or must not
    void write(TokenSet tokens);

    /// Removes it, with its grant.
    ///
    /// @throws Problem when it can't be removed
    void remove();
  }

  /// Delivers a grant as `file`; its token lives for `margin` at least, null for the usual.
  ///
  /// @throws Problem when there is no token to deliver, or it can do more than the grant allows
  public void add(Grant grant, Copy file, @Nullable Duration margin) {
    expect(grant, file);
    try {
      put(grant, file, tokens(grant, margin));
    } catch (RuntimeException e) {
      drop(other -> other.isNone() && other.grant.equals(grant) && other.file.equals(file));
      throw e;
    }
  }

  /// The same, but what can't be delivered now is delivered with the next refresh.
  public void keep(Grant grant, Copy file) {
    expect(grant, file);
    write(grant, file);
  }

  /// Drops the files of grants that are others now.
  void dropAllBut(List<Grant> grants) {
    drop(file -> !grants.contains(file.grant));
  }

  /// The grants whose files are here.
  public synchronized List<Grant> delivered() {
    return files.values().stream().filter(file -> !file.isNone()).map(Delivered::grant).toList();
  }

  /// Keeps a place for the file: from here on, what happens to its grant is not missed.
  private synchronized void expect(Grant grant, Copy file) {
    var before = files.get(file);
    if (!closed && (before == null || !before.grant.equals(grant))) {
      files.put(file, new Delivered(grant, file, Generation.NONE));
    }
  }

  /// Asks the broker. Never under our lock: while it tells us of a refresh, it holds its own.
  private TokenSet tokens(Grant grant, @Nullable Duration margin) {
    return Release.of(grant, margin, broker, recipient);
  }

  /// Writes the file, unless a newer one is here, or its grant has ended meanwhile. The same again
  /// is written again: somebody may have taken the file away.
  private synchronized void put(Grant grant, Copy file, TokenSet tokens) {
    var before = files.get(file);
    if (before != null
        && before.grant.equals(grant)
        && !before.generation.isAfter(tokens.generation())) {
      file.write(tokens);
      files.put(file, new Delivered(grant, file, tokens.generation()));
    }
  }

  private void hear(Event event) {
    switch (event) {
      case Event.Refreshed(var account, _) -> rewrite(account);
      case Event.Disconnected(var account) -> drop(file -> file.grant.account().equals(account));
      case Event.Ungranted(var workload, var account) ->
          drop(file ->
              file.grant.workload().equals(workload) && file.grant.account().equals(account));
      case Event.Connected _,
          Event.StateChanged _,
          Event.Expiring _,
          Event.Granted _,
          Event.ConsentAsked _,
          Event.ConsentAnswered _,
          Event.RunStarted _,
          Event.RunWaits _,
          Event.RunEnded _,
          Event.Alarm _ -> {}
    }
  }

  private void rewrite(AccountId account) {
    of(account).forEach(file -> write(file.grant, file.file));
  }

  private void write(Grant grant, Copy file) {
    try {
      put(grant, file, tokens(grant, null));
    } catch (Problem e) {
      LOG.log(Level.WARNING, "{0}: {1}", recipient, e.getMessage());
      if (e.code().equals("token-above-ceiling")) {
        withdraw(grant, file);
      }
    }
  }

  /// The file goes, but not its place: the next token may be allowed again.
  private synchronized void withdraw(Grant grant, Copy file) {
    var before = files.get(file);
    if (before != null && before.grant.equals(grant) && !before.isNone()) {
      remove(file);
      files.put(file, new Delivered(grant, file, Generation.NONE));
    }
  }

  private void remove(Copy file) {
    try {
      file.remove();
    } catch (Problem e) {
      LOG.log(Level.WARNING, "{0}: {1}", recipient, e.getMessage());
    }
  }

  private synchronized List<Delivered> of(AccountId account) {
    return files.values().stream().filter(file -> file.grant.account().equals(account)).toList();
  }

  private synchronized void drop(Predicate<Delivered> which) {
    for (var file : files.values().stream().filter(which).toList()) {
      remove(file.file);
      files.remove(file.file);
    }
  }

  /// Stops keeping them, and leaves them where they are.
  public void leave() {
    subscription.close();
    synchronized (this) {
      closed = true;
      files.clear();
    }
  }

  @Override
  public void close() {
    subscription.close();
    synchronized (this) {
      closed = true;
      drop(_ -> true);
    }
  }

  /// A file; of generation `NONE` until its first content is there.
  private record Delivered(Grant grant, Copy file, Generation generation) {
    boolean isNone() {
      return generation.equals(Generation.NONE);
    }
  }
}
