package dev.cloakroom.probe;

import dev.cloakroom.probe.Outcome.Answer;
import dev.cloakroom.sandbox.Container;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Makes attempts from inside a container that is started by a plan like any other: same mounts,
/// environment and network, only the command is ours (`attempts.sh`).
public final class Prober {
  private static final int LONGEST_REPORT = 1 << 20;

  private final Duration limit;

  /// Stops a probe that takes longer than `limit`.
  public Prober(Duration limit) {
    this.limit = limit;
  }

  /// Makes the attempts in order; there is a finding for each.
  public List<Finding> run(Sandbox sandbox, LaunchPlan base, List<Attempt> attempts)
      throws InterruptedException {
    var container = sandbox.start(probing(base));
    var over = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> stopLate(container, over));
    Thread.ofVirtual().start(() -> tell(container, attempts));
    Thread.ofVirtual().start(() -> drain(container.errors()));
    try {
      var report =
          new String(container.output().readNBytes(LONGEST_REPORT), StandardCharsets.UTF_8);
      container.stop(limit);
      return findings(attempts, report.lines().toList(), container.waitFor());
    } catch (IOException e) {
      throw new UncheckedIOException("the probe's report broke off", e);
    } finally {
      over.countDown();
    }
  }

  private static LaunchPlan probing(LaunchPlan base) {
    return base.with(base.run() + "-probe", command());
  }

  /// The command that makes attempts, wherever there is a shell.
  public static List<String> command() {
    return List.of("/bin/sh", "-c", script());
  }

  private static String script() {
    try (var stream = Prober.class.getResourceAsStream("attempts.sh")) {
      if (stream == null) {
        throw new IllegalStateException("attempts.sh is not in the program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stopLate(Container container, CountDownLatch over) {
    try {
      if (!over.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        container.stop(Duration.ZERO);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(Container container, List<Attempt> attempts) {
    try (var input = container.input()) {
      input.write(input(attempts));
    } catch (IOException _) {
      // it ended early; its report shows how far it came
    }
  }

  /// What that command reads on its standard input.
  public static byte[] input(List<Attempt> attempts) {
    return attempts.stream()
        .map(Attempt::line)
        .collect(Collectors.joining("\n", "", "\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void drain(InputStream errors) {
    try {
      errors.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // nobody reads them
    }
  }

  /// What that command printed, as findings.
  ///
  /// @param code its exit code
  public static List<Finding> findings(List<Attempt> attempts, List<String> report, int code) {
    var missing = new Outcome(Answer.COULD_NOT_TRY, "the probe ended before, exit code " + code);
    var findings = new ArrayList<Finding>();
    for (var attempt : attempts) {
      var position = findings.size();
      findings.add(
          new Finding(
              attempt,
              position < report.size() ? outcome(attempt, report.get(position)) : missing));
    }
    return List.copyOf(findings);
  }

  private static Outcome outcome(Attempt attempt, String line) {
    var parts = line.split("\t", -1);
    if (parts.length != 3 || !parts[0].equals(attempt.line())) {
      return new Outcome(Answer.COULD_NOT_TRY, "the probe answered something else");
    }
    return switch (parts[1]) {
      case "yes" -> new Outcome(Answer.YES, parts[2]);
      case "no" -> new Outcome(Answer.NO, parts[2]);
      default -> new Outcome(Answer.COULD_NOT_TRY, parts[2]);
    };
  }
}
