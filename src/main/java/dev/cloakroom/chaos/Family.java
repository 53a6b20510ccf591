package dev.cloakroom.chaos;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All the tokens that stem from one consent, what is to happen to their holder, and what the
/// holder did. Safe for any thread: each operation is one step.
final class Family {
  private static final int MOST_TIMES = 100;

  private final String id;
  private final String client;
  private final Mint mint;
  private final Clock clock;
  private final Instant start;

  @GuardedBy("this")
  private Terms terms;

  @GuardedBy("this")
  private int played;

  @GuardedBy("this")
  private final Deque<Case> plan = new ArrayDeque<>();

  @GuardedBy("this")
  private long generation = 1;

  @GuardedBy("this")
  private final Map<Long, Instant> spentLately = new HashMap<>();

  @GuardedBy("this")
  private final Set<String> revokedAccess = new HashSet<>();

  /// Expiries that were moved; of others the token itself tells.
  @GuardedBy("this")
  private final Map<Long, Instant> prolonged = new HashMap<>();

  @GuardedBy("this")
  private @Nullable Instant lastExpiry;

  @GuardedBy("this")
  private @Nullable Instant notBefore;

  @GuardedBy("this")
  private @Nullable String ended;

  @GuardedBy("this")
  private FamilyCounts counts = FamilyCounts.NONE;

  @GuardedBy("this")
  private final List<Long> requestTimes = new ArrayList<>();

  /// A new token set; a refresh that keeps the refresh token repeats it.
  record Granted(String access, String refresh, boolean rotated, long seconds) {}

  Family(String id, String client, Terms terms, Mint mint, Clock clock) {
    this.id = id;
    this.client = client;
    this.terms = terms;
    this.mint = mint;
    this.clock = clock;
    this.start = clock.instant();
  }

  String id() {
    return id;
  }

  String client() {
    return client;
  }

  /// The token set that it begins with.
  synchronized Granted first() {
    return issue(terms.expired() ? clock.instant().minusSeconds(60) : expiry(), false);
  }

  /// Notes a refresh, and says what is to happen to it: the next of its own plan, else of the plan
  /// for all, else its case's act, as often as that is played.
  synchronized Case next(Queue<Case> planForAll) {
    noteRequest();
    var planned = plan.isEmpty() ? planForAll.poll() : plan.poll();
    if (planned != null) {
      return planned;
    }
    if (played < terms.theCase().times()) {
      played++;
      return terms.theCase();
    }
    return Cases.OK;
  }

  /// Notes a request at the token endpoint.
  synchronized void noteRequest() {
    var now = clock.instant();
    boolean early = notBefore != null && now.isBefore(notBefore);
    counts = counts.oneRequest(early);
    if (requestTimes.size() < MOST_TIMES) {
      requestTimes.add(now.toEpochMilli() - start.toEpochMilli());
    }
  }

  /// Spends a refresh token of this family for the next token set; empty when it is refused.
  synchronized Optional<Granted> refresh(long token) {
    var now = clock.instant();
    if (ended != null) {
      return refused();
    }
    if (terms.rotation() == Rotation.NONE || token == generation || inLeeway(token, now)) {
      return Optional.of(next(now));
    }
    counts = counts.oneReuse();
    if (terms.rotation() != Rotation.SINGLE) {
      ended = "reuse";
    }
    return refused();
  }

  @GuardedBy("this")
  private Granted next(Instant now) {
    var rotates = terms.rotation() != Rotation.NONE;
    if (terms.rotation() == Rotation.LEEWAY) {
      var leeway = terms.leeway();
      spentLately.values().removeIf(spent -> !now.isBefore(spent.plus(leeway)));
      spentLately.put(generation, now);
    }
    generation++;
    counts = counts.oneGrant();
    return issue(expiry(), rotates);
  }

  @GuardedBy("this")
  private boolean inLeeway(long token, Instant now) {
    var spent = spentLately.get(token);
    return terms.rotation() == Rotation.LEEWAY
        && spent != null
        && now.isBefore(spent.plus(terms.leeway()));
  }

  @GuardedBy("this")
  private Optional<Granted> refused() {
    counts = counts.oneRefusal();
    return Optional.empty();
  }

  /// Grants the access token that is out already for as long again; the refresh token stays.
  synchronized Optional<Granted> prolong(long token) {
    if (ended != null || !isCurrent(token)) {
      return refresh(token);
    }
    counts = counts.oneGrant();
    prolonged.put(generation, expiry());
    return Optional.of(
        new Granted(
            mint.access(id, generation, lastExpiry == null ? expiry() : lastExpiry),
            refreshToken(),
            false,
            terms.lifetime().toSeconds()));
  }

  @GuardedBy("this")
  private Granted issue(Instant expiry, boolean rotated) {
    lastExpiry = expiry;
    return new Granted(
        mint.access(id, generation, expiry), refreshToken(), rotated, terms.lifetime().toSeconds());
  }

  @GuardedBy("this")
  private String refreshToken() {
    return mint.refresh(id, terms.rotation() == Rotation.NONE ? 1 : generation);
  }

  @GuardedBy("this")
  private boolean isCurrent(long token) {
    return terms.rotation() == Rotation.NONE ? token == 1 : token == generation;
  }

  @GuardedBy("this")
  private Instant expiry() {
    return clock.instant().plus(terms.lifetime());
  }

  /// How a token of this family stands: live, spent, expired or revoked. Changes nothing.
  synchronized String state(Mint.Token token, String text) {
    if (ended != null || revokedAccess.contains(text)) {
      return "revoked";
    }
    if (token.refresh()) {
      return isCurrent(token.generation()) || inLeeway(token.generation(), clock.instant())
          ? "live"
          : "spent";
    }
    var expiry = prolonged.getOrDefault(token.generation(), token.expiresAt());
    return clock.instant().isBefore(expiry) ? "live" : "expired";
  }

  /// Ends the whole family.
  synchronized void end(String why) {
    ended = ended == null ? why : ended;
  }

  /// Ends one access token.
  synchronized void revokeAccess(String token) {
    revokedAccess.add(token);
  }

  /// Told to wait until then; requests before it count as early.
  synchronized void waitUntil(Instant then) {
    notBefore = then;
  }

  synchronized void oneLeak() {
    counts = counts.oneLeak();
  }

  synchronized void plan(List<Case> cases) {
    plan.clear();
    plan.addAll(cases);
  }

  /// From now on it plays another case; the rotation stays.
  synchronized void become(Case theCase) {
    terms = new Terms(theCase, terms.lifetime(), terms.rotation(), terms.leeway(), terms.expired());
    played = 0;
    notBefore = null;
  }

  synchronized FamilyCounts counts() {
    return counts;
  }

  synchronized boolean isOver() {
    return ended != null;
  }

  /// What is known of it, for whoever has the script.
  synchronized Map<String, Object> view() {
    var view =
        Json.object(
            "id",
            id,
            "client_id",
            client,
            "case",
            terms.theCase().id(),
            "rotation",
            terms.rotation().id(),
            "lifetime",
            terms.lifetime().toSeconds(),
            "leeway",
            terms.leeway().toSeconds(),
            "state",
            ended == null ? "live" : "revoked",
            "ended",
            ended,
            "generation",
            generation,
            "planned",
            plan.size());
    view.putAll(counts.view());
    view.put("request_times", List.copyOf(requestTimes));
    return view;
  }
}
