package dev.cloakroom.bench;

import dev.cloakroom.bench.Figure.Target;
import dev.cloakroom.cli.HostClient;
import dev.cloakroom.wire.RunEvent;
import dev.cloakroom.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// `bench/run`: what the host adds from the request to a container's first instruction, beside bare
/// `bwrap` and bare `docker run`; runs per minute; memory of the host for each idle run.
final class RunBench {
  private static final int WARM_UPS = 3;
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);
  private static final long SETTLE = TimeUnit.SECONDS.toNanos(3);
  private static final Clock CLOCK = Clock.systemUTC();
  private static final List<String> DATE = List.of("/usr/bin/date", "+%s%N");
  private static final String BWRAP =
      "bwrap --unshare-all --die-with-parent --ro-bind / / --proc /proc --dev /dev";

  private final RunningHost host;
  private final DockerImage docker;
  private final Path work;
  private final int pairs;
  private final Report report = new Report("p90", "bare");

  private RunBench(RunningHost host, DockerImage docker, Path work, int pairs) {
    this.host = host;
    this.docker = docker;
    this.work = work;
    this.pairs = pairs;
  }

  /// Arguments: pairs, idle runs, and `--json` for JSON.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (var folder = Folder.create();
        var docker = DockerImage.in(folder.path().resolve("docker"))) {
      var home = folder.path().resolve("home");
      RunningHost.settle(home, "{console: {port: 0}, image: %s}\n".formatted(DockerImage.NAME));
      var work = Files.createDirectory(folder.path().resolve("work"));
      Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
      try (var host = RunningHost.start(home, docker.environment())) {
        var bench = new RunBench(host, docker, work, Integer.parseInt(arguments[0]));
        bench.measureMemory(Integer.parseInt(arguments[1]));
        bench.measureStarts();
        bench.measureRate("bubblewrap");
        bench.measureRate("docker");
        bench.report.print(List.of(arguments).contains("--json"));
      }
    }
  }

  private void measureStarts() {
    var line = BWRAP + " -- " + String.join(" ", DATE);
    var bwrap = Command.of(line.split(" "));
    var run = ("docker run --rm " + DockerImage.NAME + " " + String.join(" ", DATE)).split(" ");
    var bare = docker.command(run);
    var inBwrap = new Pair(() -> requested("bubblewrap"), () -> started(bwrap));
    report.add(inBwrap.added("bubblewrap, added").target(Target.atMost(30)));
    report.add(inBwrap.figure("bubblewrap, by the socket"));
    var inDocker = new Pair(() -> requested("docker"), () -> started(bare));
    report.add(inDocker.figure("docker, by the socket").target(Target.atMostTimes(1.1)));
    var typed = new Pair(() -> started(typed("bubblewrap")), () -> started(bwrap));
    report.add(typed.figure("bubblewrap, by `cloakroom run`"));
    var typedInDocker = new Pair(() -> started(typed("docker")), () -> started(bare));
    report.add(typedInDocker.figure("docker, by `cloakroom run`"));
  }

  private Command typed(String sandbox) {
    return host.command(
        "run", "--workdir", work.toString(), "--sandbox", sandbox, "--", DATE.get(0), DATE.get(1));
  }

  /// From the request to what the command says is its time.
  private long requested(String sandbox) {
    var said = new StringBuilder();
    long begin = now();
    client().stream(
        "POST", "/v1/runs", request(sandbox, DATE), line -> said.append(output(check(line))));
    return Long.parseLong(said.toString().strip()) - begin;
  }

  private static long started(Command command) {
    long begin = now();
    return Long.parseLong(command.run().output().strip()) - begin;
  }

  private static long now() {
    var instant = CLOCK.instant();
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  private void measureRate(String sandbox) {
    long begin = System.nanoTime();
    int runs = 0;
    for (; System.nanoTime() - begin < WINDOW; runs++) {
      client().stream(
          "POST", "/v1/runs", request(sandbox, List.of("/usr/bin/true")), RunBench::check);
    }
    double minutes = (System.nanoTime() - begin) / 6e10;
    report.add(Figure.of(sandbox + ", runs one by one", "1/min", runs / minutes));
  }

  private static RunEvent check(String line) {
    var event = event(line);
    if (event.type().equals("ended") && !Objects.equals(event.exit(), 0)) {
      throw new AssertionError("a run failed: " + event.reason() + " " + event.text());
    }
    return event;
  }

  /// Idle runs share all of the host but their threads, sockets and buffers.
  private void measureMemory(int idle) throws InterruptedException {
    for (int i = 0; i < WARM_UPS; i++) {
      requested("bubblewrap");
    }
    double before = rested();
    var started = new LinkedBlockingQueue<String>();
    var ids = new ArrayList<String>();
    for (int i = 0; i < idle; i++) {
      Thread.ofPlatform().daemon().start(() -> rest(started));
      ids.add(Objects.requireNonNull(started.poll(60, TimeUnit.SECONDS), "no run started"));
    }
    double each = (rested() - before) / idle;
    report.add(Figure.of("host's memory for each of " + idle + " idle runs", "MB", each));
    ids.forEach(id -> client().post("/v1/runs/" + id + "/stop", ""));
  }

  private double rested() {
    LockSupport.parkNanos(SETTLE);
    return host.resident();
  }

  private void rest(Queue<String> started) {
    var sleep = request("bubblewrap", List.of("/usr/bin/sleep", "3600"));
    client().stream(
        "POST",
        "/v1/runs",
        sleep,
        line -> {
          if (event(line).type().equals("started")) {
            started.add(event(line).run());
          }
        });
  }

  private HostClient client() {
    return new HostClient(host.socket(), Duration.ofSeconds(60));
  }

  /// Bare bwrap makes no network; bare `docker run` does.
  private String request(String sandbox, List<String> command) {
    var network = sandbox.equals("bubblewrap") ? "none" : "open";
    return "{\"command\":[\"%s\"],\"workdir\":\"%s\",\"grants\":[],\"environment\":{},\"sandbox\":\"%s\",\"network\":\"%s\"}"
        .formatted(String.join("\",\"", command), work, sandbox, network);
  }

  private static RunEvent event(String line) {
    return Wire.read(RunEvent.class, line);
  }

  private static String output(RunEvent event) {
    var data = event.data();
    return data == null ? "" : new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
  }

  /// Ours and the bare one, turn about.
  private final class Pair {
    private final Samples ours;
    private final Samples bare;

    Pair(Supplier<Long> ours, Supplier<Long> bare) {
      var mine = new long[pairs];
      var theirs = new long[pairs];
      for (int i = -WARM_UPS; i < pairs; i++) {
        long first = i % 2 == 0 ? ours.get() : bare.get();
        long second = i % 2 == 0 ? bare.get() : ours.get();
        if (i >= 0) {
          mine[i] = i % 2 == 0 ? first : second;
          theirs[i] = i % 2 == 0 ? second : first;
        }
      }
      this.ours = Samples.of(mine);
      this.bare = Samples.of(theirs);
    }

    Figure figure(String what) {
      return Figure.of(what, "ms", ours.millis(0.5))
          .tail(ours.millis(0.9))
          .beside(bare.millis(0.5));
    }

    Figure added(String what) {
      return Figure.of(what, "ms", ours.millis(0.5) - bare.millis(0.5));
    }
  }
}
