package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.cli.HostClient;
import dev.cloakroom.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that sends its socket as much as it can, while a person asks for tokens.
class RunHammerIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Sixteen clients that wait for nothing; says how many were answered and refused, per second.
  private static final String HAMMER =
      """
      import os, socket, threading, time
      path = os.environ["CLOAKROOM_SOCKET"]
      credential = open(os.environ["CLOAKROOM_CREDENTIAL"]).read()
      one = f"GET /v1/run HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer {credential}\\r\\n\\r\\n".encode()
      start = time.time()
      end = start + 12
      seen = {b"200": 0, b"429": 0}
      def hammer():
          while time.time() < end:
              try:
                  with socket.socket(socket.AF_UNIX) as s:
                      s.settimeout(2)
                      s.connect(path)
                      while time.time() < end:
                          s.sendall(one * 50)
                          got = b""
                          while got.count(b"HTTP/1.1 ") < 50:
                              more = s.recv(65536)
                              if not more: raise OSError
                              got += more
                          for status in seen: seen[status] += got.count(b"HTTP/1.1 " + status)
              except OSError:
                  pass
      threads = [threading.Thread(target=hammer) for _ in range(16)]
      for thread in threads: thread.start()
      for thread in threads: thread.join()
      took = time.time() - start
      print(*(round(seen[status] / took) for status in seen), flush=True)
      """;

  @TempDir private Path folder;

  @Test
  void isRefusedAndSlowsNobodyElse() throws Exception {
    try (var home = new GoogleHome(folder, HOUR);
        var _ = home.open()) {
      assertThat(home.prompt().run("connect", "google", "--as", "ana").exit()).isZero();
      Files.writeString(home.work().resolve("hammer.py"), HAMMER);
      var alarm = alarm(home.places().socket());

      var run = home.start("hammer", "/usr/bin/python3 hammer.py");
      var line = alarm.get(40, TimeUnit.SECONDS); // so it hammers by now
      var took = new ArrayList<Long>();
      while (took.size() < 500) {
        took.add(ask(home.places().socket()));
      }

      Collections.sort(took);
      assertThat(line).contains("\"run-hammers\"", "of hammer");
      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(perSecond(run, 0)).isBetween(200, 300);
      assertThat(perSecond(run, 1)).isLessThan(10_000);
      assertThat(Duration.ofNanos(took.get(495))).isLessThan(Duration.ofMillis(50));
    }
  }

  private static int perSecond(Prompt.Typed run, int at) {
    return Integer.parseInt(run.out().strip().split(" ", -1)[at]);
  }

  private static long ask(Path socket) {
    long start = System.nanoTime();
    var answer = new HostClient(socket, PATIENCE).get("/v1/accounts/google/ana/token");
    assertThat(answer.body()).contains("access_token");
    return System.nanoTime() - start;
  }

  /// The first alarm that the host tells.
  private static CompletableFuture<String> alarm(Path socket) {
    var alarm = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            new HostClient(socket, PATIENCE)
                .stream("GET", "/v1/events", "", line -> completeOn(alarm, line));
          } catch (Problem e) {
            alarm.completeExceptionally(e); // the host has stopped
          }
        });
    return alarm;
  }

  private static void completeOn(CompletableFuture<String> alarm, String line) {
    if (line.contains("\"type\":\"alarm\"")) {
      alarm.complete(line);
    }
  }
}
