package dev.cloakroom.bench;

import dev.cloakroom.chaos.ChaosClient;
import dev.cloakroom.chaos.ChaosClient.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// `bench/chaos`: every case of the chaos server, against Cloakroom and the clients of
/// `bench/peers`, all at the same time.
final class ChaosTableBench {
  /// How long access tokens live here.
  static final int LIFETIME_SECONDS = 20;

  private static final long STAGGER_NANOS = 100_000_000;

  private final URI server;
  private final ChaosClient chaos;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Told> all;
  private final List<Told> cases;
  private final Map<String, Map<String, String>> verdicts = new ConcurrentHashMap<>();

  private ChaosTableBench(URI server, ChaosClient chaos, List<String> only) {
    this.server = server;
    this.chaos = chaos;
    this.all = chaos.list("/chaos/cases");
    this.cases =
        all.stream().filter(one -> only.isEmpty() || only.contains(one.text("case"))).toList();
  }

  /// Arguments: the folder of the peers, the names of cases, none for all.
  public static void main(String[] arguments) throws IOException {
    var peers = Path.of(arguments[0]);
    var only = List.of(arguments).subList(1, arguments.length);
    try (var folder = Folder.create()) {
      var process = Command.of("./cloakroom", "chaos", "--json").start(Redirect.PIPE);
      try {
        var line = process.inputReader().readLine();
        var server = URI.create(ChaosClient.members(line).text("uri"));
        try (var chaos = new ChaosClient(server)) {
          chaos.order("/chaos/settings", "{\"lifetime\":%d}".formatted(LIFETIME_SECONDS));
          new ChaosTableBench(server, chaos, only).run(folder.path(), peers);
        }
      } finally {
        process.destroy();
      }
    }
  }

  private void run(Path folder, Path peers) {
    var contenders = new ArrayList<Contender>();
    try {
      contenders.add(CloakroomContender.start(folder.resolve("home"), server, all, chaos));
      lines(peers)
          .forEach(
              (name, line) -> contenders.add(new PeerContender(name, line, folder, server, chaos)));
      var trials = new ArrayList<Thread>();
      for (var theCase : cases) {
        if (isLogin(theCase)) {
          trials.add(
              Thread.startVirtualThread(
                  () -> contenders.forEach(contender -> run(contender, theCase))));
        } else {
          contenders.forEach(
              contender -> trials.add(Thread.startVirtualThread(() -> run(contender, theCase))));
        }
        LockSupport.parkNanos(STAGGER_NANOS);
      }
      for (var trial : trials) {
        trial.join();
      }
      System.out.print(table(contenders.stream().map(Contender::name).toList()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  private static boolean isLogin(Told theCase) {
    return !theCase.text("place").equals("refresh");
  }

  /// The peers' names in the table, and how they are started.
  private static Map<String, List<String>> lines(Path peers) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = peers.resolve("classes") + ":" + peers.resolve("lib") + "/*";
    var lines = new LinkedHashMap<String, List<String>>();
    lines.put("openid-client", List.of("node", peers + "/openid-client.mjs"));
    lines.put("google-auth-library", List.of("node", peers + "/google-auth-library.mjs"));
    lines.put("google-auth", List.of("/usr/bin/python3", peers + "/google_auth.py"));
    lines.put("Nimbus", List.of(java, "-cp", classes, "NimbusPeer"));
    lines.put("Spring", List.of(java, "-cp", classes, "SpringPeer"));
    return lines;
  }

  private void run(Contender contender, Told theCase) {
    String verdict;
    try {
      verdict =
          isLogin(theCase)
              ? new LoginTrial(contender, theCase, chaos, this::works).run()
              : new Trial(contender, theCase, chaos, this::works).run();
    } catch (RuntimeException | AssertionError e) {
      System.err.println(contender.name() + ", " + theCase.text("case") + ": " + e);
      verdict = "?";
    }
    verdicts
        .computeIfAbsent(theCase.text("case"), _ -> new ConcurrentHashMap<>())
        .put(contender.name(), verdict);
  }

  private boolean works(String token) {
    try {
      var request =
          HttpRequest.newBuilder(server.resolve("/userinfo"))
              .header("Authorization", "Bearer " + token)
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IllegalArgumentException _) { // no token that fits in a header
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String table(List<String> names) {
    var table = new StringBuilder("| case | " + String.join(" | ", names) + " |\n");
    table.append("|---".repeat(names.size() + 1)).append("|\n");
    for (var theCase : cases) {
      var row = verdicts.getOrDefault(theCase.text("case"), Map.of());
      table.append("| `").append(theCase.text("case")).append("` ");
      names.forEach(name -> table.append("| ").append(row.getOrDefault(name, "?")).append(' '));
      table.append("|\n");
    }
    table.append("| **ok** ");
    names.forEach(name -> table.append("| **").append(ok(name)).append("** "));
    return table.append("|\n").toString();
  }

  private long ok(String name) {
    return verdicts.values().stream().filter(row -> "ok".equals(row.get(name))).count();
  }
}
