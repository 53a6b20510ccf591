package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// Stops all processes of a container where they are, and lets them go on.
///
/// @param first process 1 of its namespace
record Freeze(ProcessHandle first) {
  private static final int ROUNDS = 100;

  /// Stops them. What is being made meanwhile is found in another round.
  void begin() {
    var stopped = new HashSet<Long>();
    for (int round = 0; round < ROUNDS; round++) {
      var found = all();
      found.removeAll(stopped);
      if (found.isEmpty()) {
        return;
      }
      signal("STOP", found);
      stopped.addAll(found);
    }
    end();
    throw new Problem(
        Kind.FAILED,
        "not-paused",
        "The run can't be paused: it makes processes faster than they are stopped.");
  }

  /// Lets them go on.
  void end() {
    signal("CONT", all());
  }

  private List<Long> all() {
    return new ArrayList<>(
        Stream.concat(Stream.of(first), first.descendants()).map(ProcessHandle::pid).toList());
  }

  private static void signal(String name, List<Long> processes) {
    var line = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" \"$@\"", name));
    processes.forEach(pid -> line.add(String.valueOf(pid)));
    try {
      new ProcessBuilder(line).redirectError(Redirect.DISCARD).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("no shell could be started", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
