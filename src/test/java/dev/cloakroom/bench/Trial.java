package dev.cloakroom.bench;

import dev.cloakroom.bench.Contender.None;
import dev.cloakroom.bench.Contender.Saying;
import dev.cloakroom.bench.Contender.Token;
import dev.cloakroom.chaos.ChaosClient;
import dev.cloakroom.chaos.ChaosClient.Told;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One client at one case: three rounds of two asks each, then fair weather, then the verdict.
final class Trial {
  private static final int ROUNDS = 3;
  private static final Duration BETWEEN_ROUNDS =
      Duration.ofSeconds(ChaosTableBench.LIFETIME_SECONDS + 2L);
  private static final Duration BETWEEN_ASKS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LAST_ASKS = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int BURST = 5;
  private static final long BURST_MILLIS = 2_000;

  private final Contender contender;
  private final Told theCase;
  private final String id;
  private final ChaosClient chaos;
  private final Predicate<String> works;
  private boolean stale;
  private boolean working;
  private @Nullable Saying last;

  Trial(Contender contender, Told theCase, ChaosClient chaos, Predicate<String> works) {
    this.contender = contender;
    this.theCase = theCase;
    this.id = theCase.text("case");
    this.chaos = chaos;
    this.works = works;
  }

  /// Runs it, and returns the verdict.
  String run() {
    contender.begin(theCase);
    for (int round = 0; round < ROUNDS; round++) {
      pause(BETWEEN_ROUNDS);
      if (!ask() || !askAgain()) {
        return "hung";
      }
    }
    if (!theCase.text("hope").equals("dead") && !fairWeather()) {
      return "hung";
    }
    var view = chaos.get("/chaos/families/" + contender.family(id));
    if (System.getProperty("chaos.debug") != null) {
      System.err.println(contender.name() + " " + view);
    }
    return verdict(view);
  }

  private boolean askAgain() {
    pause(BETWEEN_ASKS);
    return ask();
  }

  /// False when no answer came.
  private boolean ask() {
    return switch (contender.ask(id)) {
      case Token(var text) -> {
        working = works.test(text);
        stale |= !working;
        last = null;
        yield true;
      }
      case None(var saying) -> {
        working = false;
        last = saying;
        yield saying != Saying.NOTHING;
      }
    };
  }

  /// Lets the server behave, and asks until the client has a token that works, or says that its
  /// grant is dead. False when no answer came.
  private boolean fairWeather() {
    chaos.order("/chaos/families/" + contender.family(id) + "/case", "{\"case\":\"ok\"}");
    pause(BETWEEN_ROUNDS);
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean answers = ask();
    while (answers && !working && last != Saying.DEAD && System.nanoTime() < end) {
      pause(BETWEEN_LAST_ASKS);
      answers = ask();
    }
    return answers;
  }

  private String verdict(Told view) {
    if (view.number("requests") == 0) {
      throw new AssertionError("it was never refreshed, so this says nothing");
    }
    boolean hopeless = !theCase.text("hope").equals("alive");
    if (view.number("leaks") > 0) {
      return "leaked";
    }
    if (!hopeless && !working) {
      return unsaved(view);
    }
    if (view.number("early") > 0 || bursts(view)) {
      return "hammered";
    }
    if (hopeless) {
      return last == Saying.DEAD || last == Saying.UNCERTAIN ? "ok" : "missed";
    }
    return stale ? "stale" : "ok";
  }

  private String unsaved(Told view) {
    if (view.text("state").equals("revoked")) {
      return "lost";
    }
    if (last == null) {
      return "stale";
    }
    return last == Saying.DEAD ? "gave up" : "stuck";
  }

  private static boolean bursts(Told view) {
    var times =
        ((List<?>) view.members().getOrDefault("request_times", List.of()))
            .stream().map(time -> Long.parseLong(time.toString())).toList();
    for (int i = BURST; i < times.size(); i++) {
      if (times.get(i) - times.get(i - BURST) < BURST_MILLIS) {
        return true;
      }
    }
    return false;
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
