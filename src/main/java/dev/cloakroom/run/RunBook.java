package dev.cloakroom.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.wire.GrantView;
import dev.cloakroom.wire.RunView;
import dev.cloakroom.workload.Grant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a host knows of its runs: those under way, and the last hundred that ended. Safe for any
/// thread.
final class RunBook {
  private static final int MOST_ENDED = 100;
  private static final long MOST_TEXT = 8L << 20;

  private final Clock clock;

  @GuardedBy("this")
  private final Map<String, Begun> running = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Set<Run> open = new HashSet<>(); // until their watchers know the end

  @GuardedBy("this")
  private final Deque<Over> ended = new ArrayDeque<>(); // newest first

  @GuardedBy("this")
  private boolean closed;

  RunBook(Clock clock) {
    this.clock = clock;
  }

  /// Notes a run that begins; false once the book is closed, when none may.
  synchronized boolean begin(Run run) {
    if (!closed) {
      running.put(run.run(), new Begun(run, clock.instant()));
      open.add(run);
    }
    return !closed;
  }

  /// Lets no more runs begin; returns those under way.
  synchronized List<Run> close() {
    closed = true;
    return running();
  }

  synchronized void end(Run run, Ending ending) {
    var begun = running.remove(run.run());
    if (begun != null) {
      ended.addFirst(new Over(begun.view(clock.instant(), ending), run.transcript()));
    }
    if (ended.size() > MOST_ENDED) {
      ended.removeLast();
    }
    boundTexts();
  }

  @GuardedBy("this")
  private void boundTexts() {
    long text = 0;
    for (var one : ended) {
      text += one.transcript.backlog().held();
      if (text > MOST_TEXT) {
        one.transcript.backlog().forget();
      }
    }
  }

  /// Nothing more is to be done for a run.
  synchronized void close(Run run) {
    open.remove(run);
    notifyAll();
  }

  synchronized Optional<Run> running(String id) {
    return Optional.ofNullable(running.get(id)).map(Begun::run);
  }

  synchronized List<Run> running() {
    return running.values().stream().map(Begun::run).toList();
  }

  /// Waits until all runs are closed, or `patience` is over.
  synchronized void awaitNone(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toMillis();
    while (!open.isEmpty() && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  /// All that is known, newest first; those under way before those that ended.
  List<RunView> views() {
    var views = new ArrayList<RunView>();
    List<Begun> begun;
    List<Over> over;
    synchronized (this) {
      begun = List.copyOf(running.values());
      over = List.copyOf(ended);
    }
    begun
        .reversed()
        .forEach(one -> views.add(one.view())); // asks other rooms: never under our lock
    over.forEach(one -> views.add(one.view));
    return views;
  }

  /// One run.
  Optional<RunView> view(String id) {
    return views().stream().filter(view -> view.id().equals(id)).findFirst();
  }

  /// What one run said.
  synchronized Optional<Transcript> transcript(String id) {
    return running(id)
        .map(Run::transcript)
        .or(() ->
            ended.stream()
                .filter(one -> one.view.id().equals(id))
                .map(Over::transcript)
                .findFirst());
  }

  private record Over(RunView view, Transcript transcript) {}

  private record Begun(Run run, Instant at) {
    RunView view() {
      var waitsFor = run.waitsFor();
      var state = waitsFor.isEmpty() ? "running" : "waiting";
      return view(state, null, null, run.grants(), waitsFor);
    }

    RunView view(Instant endedAt, Ending ending) {
      return view("ended", endedAt, ending, run.had(), List.of());
    }

    private RunView view(
        String state,
        @Nullable Instant endedAt,
        @Nullable Ending ending,
        Collection<Grant> grants,
        List<String> waitsFor) {
      var spec = run.spec();
      return new RunView(
          run.run(),
          run.workload(),
          spec.sandbox(),
          run.image(),
          spec.command(),
          state,
          at,
          endedAt,
          ending == null ? null : ending.exit(),
          ending == null ? null : ending.reason(),
          ending == null ? null : ending.message(),
          grants.stream().map(RunBook::view).toList(),
          waitsFor);
    }
  }

  /// A grant, as people see it.
  static GrantView view(Grant grant) {
    return new GrantView(
        grant.workload(),
        grant.account().toString(),
        grant.name(),
        List.copyOf(grant.scopes().names()),
        grant.form().mode().word(),
        grant.form().dialect(),
        grant.form().file());
  }
}
