package dev.cloakroom.console;

import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.Loading;
import dev.cloakroom.browser.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// `bench/console`: how soon one sees the console's accounts, and how much comes over the wire.
final class ConsoleBench {
  private static final int WARM_UPS = 3;
  private static final int LOADS = 20;
  private static final Duration LEFT = Duration.ofMinutes(30);
  private static final String LINE = "%-28s %14s %11s %10s%n";

  private ConsoleBench() {}

  public static void main(String[] arguments) throws IOException {
    System.out.printf(LINE, "accounts page", "first paint, ms", "p90, ms", "bytes");
    try (var chromium = Chromium.start()) {
      measure(chromium, 10);
      measure(chromium, 1_000);
    }
    System.out.printf(LINE, "target", "<= 100", "", "<= 150000");
  }

  private static void measure(Chromium chromium, int accounts) throws IOException {
    var folder = Files.createTempDirectory("cloakroom-bench");
    try (var stage = new Stage(folder)) {
      for (int i = 0; i < accounts; i++) {
        stage.healthy("person" + i, LEFT);
      }
      for (int i = 0; i < WARM_UPS; i++) {
        load(chromium, stage);
      }
      var loads = new ArrayList<Loading>();
      for (int i = 0; i < LOADS; i++) {
        loads.add(load(chromium, stage));
      }
      tell(accounts, loads.stream().map(Loading::firstPaint).toList(), loads.getLast().bytes());
    } finally {
      deleteAll(folder);
    }
  }

  /// In a browser that has nothing of the console yet.
  private static Loading load(Chromium chromium, Stage stage) {
    try (var visit = chromium.visit(Window.DESKTOP, stage.rooms.base)) {
      visit.open(stage.link());
      return Loading.of(visit.page());
    }
  }

  private static void tell(int accounts, List<Duration> paints, long bytes) {
    var sorted = new ArrayList<>(paints);
    Collections.sort(sorted);
    System.out.printf(
        LINE, accounts + " accounts", millis(sorted, 0.5), millis(sorted, 0.9), bytes);
  }

  private static String millis(List<Duration> sorted, double share) {
    var time = sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
