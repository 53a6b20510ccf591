package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Finds what a container left on the host, by something on its command line that only this test
/// knows, such as a sleep.
public final class Leftovers {
  private final String mark;

  public Leftovers() {
    this("sleep 4000." + ThreadLocalRandom.current().nextInt(100_000, 1_000_000));
  }

  Leftovers(String mark) {
    this.mark = mark;
  }

  public String sleep() {
    return mark;
  }

  public List<Long> running() {
    return ProcessHandle.allProcesses().filter(this::isOurs).map(ProcessHandle::pid).toList();
  }

  public void awaitNone(Duration limit) {
    await(limit, () -> running().isEmpty());
    assertThat(running()).isEmpty();
  }

  /// Waits until the kernel has no thread of that name in this process: `join` returns before.
  static void awaitEndOfThread(String name) {
    await(Duration.ofSeconds(10), () -> !threads().contains(name));
    assertThat(threads()).doesNotContain(name);
  }

  private static List<String> threads() {
    try (var tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.map(Leftovers::threadName).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String threadName(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException _) {
      return ""; // it has just ended
    }
  }

  /// Waits for something, as long as the limit lasts.
  static void await(Duration limit, BooleanSupplier condition) {
    var end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private boolean isOurs(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(mark);
  }
}
