package dev.cloakroom.chaos;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/// All that the server knows: the families, the plan for all, and what logins get. Safe for any
/// thread.
final class Realm {
  private final URI issuer;
  private final Clock clock;
  private final Mint mint;
  private final Pauses pauses = new Pauses();
  private final Map<String, Family> families = new ConcurrentHashMap<>();
  private final Queue<Case> planForAll = new ConcurrentLinkedQueue<>();
  private final AtomicLong number = new AtomicLong();
  private final LongAdder unknown = new LongAdder();
  private volatile Duration lifetime = Duration.ofHours(1);

  /// A token that was made here, with its family.
  record Known(Mint.Token token, Family family) {}

  Realm(URI issuer, Clock clock, RandomGenerator random) {
    this.issuer = issuer;
    this.clock = clock;
    this.mint = new Mint(random);
  }

  URI issuer() {
    return issuer;
  }

  Clock clock() {
    return clock;
  }

  Pauses pauses() {
    return pauses;
  }

  Queue<Case> planForAll() {
    return planForAll;
  }

  /// Something that nobody guesses and that comes once.
  String code() {
    return mint.code(number.incrementAndGet());
  }

  /// A new family. Its client goes by the name of its case.
  Family open(Terms terms) {
    var id = "f" + number.incrementAndGet();
    var family = new Family(id, terms.theCase().id(), terms, mint, clock);
    families.put(id, family);
    return family;
  }

  /// The terms that a client gets who logs in: those of the case that it is named after.
  Optional<Terms> termsOf(String client) {
    return Cases.named(client)
        .map(Terms::of)
        .map(terms ->
            new Terms(
                terms.theCase(), lifetime, terms.rotation(), terms.leeway(), terms.expired()));
  }

  /// How long access tokens live that come from logins from now on.
  void lifetime(Duration other) {
    lifetime = other;
  }

  Duration lifetime() {
    return lifetime;
  }

  Optional<Family> family(String id) {
    return Optional.ofNullable(families.get(id));
  }

  Collection<Family> families() {
    return families.values();
  }

  /// What a token is; empty when it was not made here.
  Optional<Known> known(String text) {
    return mint.read(text)
        .flatMap(token -> family(token.family()).map(family -> new Known(token, family)));
  }

  /// How a token stands: live, spent, expired, revoked or unknown. Changes nothing.
  String state(String text) {
    return known(text).map(known -> known.family().state(known.token(), text)).orElse("unknown");
  }

  void oneUnknown() {
    unknown.increment();
  }

  long unknownRequests() {
    return unknown.sum();
  }
}
