package dev.cloakroom.boot;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cloakroom up`: runs the host in the foreground.
@Command(
    name = "up",
    description = "Runs the host in the foreground, until Ctrl-C or SIGTERM.",
    footer = {
      "",
      "Example:",
      "  cloakroom up",
      "",
      "The data folder is $$CLOAKROOM_HOME, or cloakroom in the XDG data folder; settings are in",
      "cloakroom.yaml there, or in the XDG configuration folder."
    })
final class UpCommand implements Callable<Integer> {
  private final Places places;
  private final Machine machine;
  private final PrintStream out;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  UpCommand(Places places, Machine machine, PrintStream out) {
    this.places = places;
    this.machine = machine;
    this.out = out;
  }

  @Override
  public Integer call() throws InterruptedException {
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    var settings = Settings.read(places.configuration());
    Logs.off(); // until the home is known to be ours
    try (var host = Host.open(places, settings, machine)) {
      Logs.to(places.logs());
      host.plantSeeds();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped)));
      out.println("cloakroom is up");
      out.println("  console  " + host.base() + "  (get in with: cloakroom console)");
      out.println("  socket   " + places.socket());
      out.println("  home     " + places.home());
      out.flush();
      stop.await();
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
