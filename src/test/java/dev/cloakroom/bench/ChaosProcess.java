package dev.cloakroom.bench;

import dev.cloakroom.chaos.ChaosClient;
import dev.cloakroom.chaos.ChaosServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A chaos server in a JVM of its own, so that what it takes is not taken from who is measured.
final class ChaosProcess implements AutoCloseable {
  private final Process process;
  private final URI uri;
  private final ChaosClient client;

  private ChaosProcess(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
    this.client = new ChaosClient(uri);
  }

  static ChaosProcess start() {
    try {
      var process = java(List.of("-Xmx256m"), Served.class.getName()).start(Redirect.PIPE);
      var line = process.inputReader().readLine();
      if (line == null) {
        throw new AssertionError("the chaos server does not start");
      }
      return new ChaosProcess(process, URI.create(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A class of the bench in a JVM of its own.
  static Command java(List<String> options, String... mainAndArguments) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(mainAndArguments));
    return new Command(line, Map.of());
  }

  URI uri() {
    return uri;
  }

  /// Gives it orders, and asks what it saw.
  ChaosClient client() {
    return client;
  }

  /// From now on each answer at the token endpoint takes that long at least, half of it before the
  /// grant is made and half after.
  void latency(long millis) {
    client.order("/chaos/settings", "{\"latencyMillis\": " + millis + "}");
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Serves until its input ends, as it does with the bench.
  static final class Served {
    private Served() {}

    public static void main(String[] arguments) throws IOException {
      try (var server = ChaosServer.start(0, Clock.systemUTC())) {
        System.out.println(server.uri());
        while (System.in.read() >= 0) {
          Thread.onSpinWait();
        }
      }
    }
  }
}
