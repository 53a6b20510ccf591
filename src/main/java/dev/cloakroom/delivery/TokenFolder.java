package dev.cloakroom.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.wire.TokenFile;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The folder of token files of one run: mode `access-file`.
///
/// Each file holds the access token of one grant, and is rewritten whenever the account has a new
/// generation, never with an older one (promise P3). A file goes when its grant or its account
/// does; all go when the folder is closed. Safe for any thread.
public final class TokenFolder implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TokenFolder.class.getName());
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final String run;
  private final Broker broker;
  private final Consumer<Secret> receiver;
  private final OptionalInt owner;
  private final Events.Subscription subscription;

  @GuardedBy("this")
  private final Map<String, Delivered> files = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean closed;

  /// Makes the folder, empty.
  ///
  /// @param receiver hears of each token before it is written
  /// @param owner whose the files are; empty when that is whoever runs the host
  public TokenFolder(
      Path folder,
      String run,
      Broker broker,
      Events events,
      Consumer<Secret> receiver,
      OptionalInt owner) {
    this.folder = folder;
    this.run = run;
    this.broker = broker;
    this.receiver = receiver;
    this.owner = owner;
    DurableFile.privateFolder(folder);
    DurableFile.give(folder, owner);
    this.subscription = events.subscribe(this::hear);
  }

  /// Where it is on the host.
  public Path path() {
    return folder;
  }

  /// Delivers a grant; its token lives for `margin` at least, null for the usual.
  ///
  /// @throws Problem when there is no token to deliver, or it can do more than the grant allows
  public void add(Grant grant, @Nullable Duration margin) {
    expect(grant);
    try {
      put(grant, tokens(grant, margin));
    } catch (RuntimeException e) {
      drop(expected -> expected.isNone() && expected.grant.equals(grant));
      throw e;
    }
  }

  /// The grants whose files are here.
  public synchronized List<Grant> delivered() {
    return files.values().stream().filter(file -> !file.isNone()).map(Delivered::grant).toList();
  }

  /// Keeps a place for the file: from here on, what happens to its grant is not missed.
  private synchronized void expect(Grant grant) {
    var before = files.get(grant.name());
    if (!closed && (before == null || !before.grant.equals(grant))) {
      files.put(grant.name(), new Delivered(grant, Generation.NONE));
    }
  }

  /// Asks the broker. Never under our lock: while it tells us of a refresh, it holds its own.
  private TokenSet tokens(Grant grant, @Nullable Duration margin) {
    var tokens =
        broker
            .token(grant.account(), margin, run, Mode.ACCESS_FILE.word())
            .tokensOf(grant.account());
    requireUnderCeiling(grant, tokens);
    return tokens;
  }

  /// Writes the file, unless a newer one is here, or its grant has ended meanwhile.
  private synchronized void put(Grant grant, TokenSet tokens) {
    var before = files.get(grant.name());
    if (before != null
        && before.grant.equals(grant)
        && tokens.generation().isAfter(before.generation)) {
      receiver.accept(tokens.access());
      DurableFile.write(file(grant.name()), content(tokens), owner);
      files.put(grant.name(), new Delivered(grant, tokens.generation()));
    }
  }

  private static void requireUnderCeiling(Grant grant, TokenSet tokens) {
    if (!grant.allows(tokens.scopes())) {
      throw new Problem(
          Kind.REFUSED,
          "token-above-ceiling",
          "The token of %s can do more than the workload %s may (%s): connect an account with fewer scopes, or raise the ceiling."
              .formatted(grant.account(), grant.workload(), tokens.scopes().minus(grant.scopes())));
    }
  }

  private static byte[] content(TokenSet tokens) {
    Instant expiry = tokens.expiresAt();
    var file = new TokenFile(tokens.access(), null, expiry == null ? null : TIME.format(expiry));
    return (Wire.jsonWithNulls(file) + "\n").getBytes(StandardCharsets.UTF_8);
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
    for (var grant : grantsOf(account)) {
      try {
        put(grant, tokens(grant, null));
      } catch (Problem e) {
        LOG.log(Level.WARNING, "run {0}: {1}", run, e.getMessage());
        drop(file -> file.grant.equals(grant));
      }
    }
  }

  private synchronized List<Grant> grantsOf(AccountId account) {
    return files.values().stream()
        .map(Delivered::grant)
        .filter(grant -> grant.account().equals(account))
        .toList();
  }

  private synchronized void drop(Predicate<Delivered> which) {
    for (var file : files.values().stream().filter(which).toList()) {
      delete(file(file.grant.name()));
      files.remove(file.grant.name());
    }
  }

  @Override
  public void close() {
    subscription.close();
    synchronized (this) {
      closed = true;
      files.keySet().forEach(name -> delete(file(name)));
      files.clear();
      delete(folder);
    }
  }

  private Path file(String name) {
    return folder.resolve(name + ".json");
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("could not delete " + path, e);
    }
  }

  /// A file; of generation `NONE` until its first content is there.
  private record Delivered(Grant grant, Generation generation) {
    boolean isNone() {
      return generation.equals(Generation.NONE);
    }
  }
}
