package dev.cloakroom.console;

import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.Loading;
import dev.cloakroom.browser.Window;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// `bench/console`: how soon one sees the console's accounts, and how much comes over the wire.
final class ConsoleBench {
  private static final int WARM_UPS = 3;
  private static final int LOADS = 20;
  private static final Duration LEFT = Duration.ofMinutes(30);
  private static final String LINE = "%-30s %15s %11s %10s%n";

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
      tell(accounts + " accounts, first visit", fresh(chromium, stage));
      tell(accounts + " accounts, in an open tab", again(chromium, stage));
    } finally {
      deleteAll(folder);
    }
  }

  /// Each in a browser that has nothing of the console yet.
  private static List<Loading> fresh(Chromium chromium, Stage stage) {
    return loads(() -> {
      try (var visit = chromium.visit(Window.DESKTOP, stage.rooms.base)) {
        visit.open(stage.link());
        return Loading.of(visit.page());
      }
    });
  }

  /// In one tab, coming from another page of the console.
  private static List<Loading> again(Chromium chromium, Stage stage) {
    try (var visit = chromium.visit(Window.DESKTOP, stage.rooms.base)) {
      visit.open(stage.link());
      var home = URI.create(visit.page().url());
      return loads(() -> {
        visit.open(home.resolve("settings"));
        visit.open(home);
        return Loading.of(visit.page());
      });
    }
  }

  private static List<Loading> loads(Supplier<Loading> load) {
    var all = Stream.generate(load).limit(WARM_UPS + LOADS).toList();
    return all.subList(WARM_UPS, all.size());
  }

  private static void tell(String what, List<Loading> loads) {
    var sorted = loads.stream().map(Loading::firstPaint).sorted().toList();
    System.out.printf(
        LINE, what, millis(sorted, 0.5), millis(sorted, 0.9), loads.getLast().bytes());
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
