package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Finds what a container left on the host, by a sleep that only this test knows.
final class Leftovers {
  private final String seconds = "4000." + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);

  String sleep() {
    return "sleep " + seconds;
  }

  List<Long> running() {
    return ProcessHandle.allProcesses().filter(this::isOurs).map(ProcessHandle::pid).toList();
  }

  void awaitNone(Duration limit) {
    var end = System.nanoTime() + limit.toNanos();
    while (!running().isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(running()).isEmpty();
  }

  private boolean isOurs(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(seconds);
  }
}
