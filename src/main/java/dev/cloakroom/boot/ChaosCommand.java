package dev.cloakroom.boot;

import dev.cloakroom.chaos.ChaosServer;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.PrintStream;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cloakroom chaos`: runs the authorization server that misbehaves on order.
@Command(
    name = "chaos",
    description =
        "Runs an authorization server that misbehaves on order, to score OAuth clients with. It listens on 127.0.0.1 alone, keeps all in memory, and needs no host.",
    footer = {
      "",
      "Examples:",
      "  cloakroom chaos --port 7979",
      "  curl http://127.0.0.1:7979/chaos/cases",
      "  curl -d '{\"case\":\"lost-reply\"}' http://127.0.0.1:7979/chaos/families",
      "  curl http://127.0.0.1:7979/chaos/counts",
      "",
      "docs/chaos.md has all cases and orders. Ctrl-C ends it."
    })
final class ChaosCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;

  private final PrintStream out;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port of 127.0.0.1 to listen on (usually any that is free).")
  private int port;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  ChaosCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new Problem(Kind.USAGE, "usage", "--port is a number from 0 to 65535.");
    }
    Logs.off();
    try (var server = ChaosServer.start(port, Clock.systemUTC())) {
      out.print(json ? "{\"uri\":\"%s\"}%n".formatted(server.uri()) : story(server.uri()));
      out.flush();
      new CountDownLatch(1).await(); // a signal ends the process, and there is nothing to save
    }
    return 0;
  }

  private static String story(URI uri) {
    return """
    cloakroom chaos is up: %1$s
      cases     curl %1$s/chaos/cases
      a grant   curl -d '{"case":"lost-reply","lifetime":60}' %1$s/chaos/families
      refresh   curl -d 'grant_type=refresh_token&client_id=lost-reply&refresh_token=...' %1$s/token
      counts    curl %1$s/chaos/counts
    Ctrl-C ends it.
    """
        .formatted(uri);
  }
}
