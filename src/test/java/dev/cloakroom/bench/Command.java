package dev.cloakroom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A command line with its environment, to be run again and again.
record Command(List<String> line, Map<String, String> environment) {
  /// What a command said on standard output, and how long it lived.
  record Outcome(String output, long nanos) {}

  static Command of(String... line) {
    return new Command(List.of(line), Map.of());
  }

  /// Runs it to its end. Another exit code than 0 is the end of the bench.
  Outcome run() {
    try {
      long start = System.nanoTime();
      var process = start(Redirect.PIPE);
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      long nanos = System.nanoTime() - start;
      if (exit != 0) {
        throw new AssertionError(Path.of(line.getFirst()).getFileName() + " ended with " + exit);
      }
      return new Outcome(output, nanos);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Runs it to its end, with nothing of what it says; whether its exit code is 0.
  boolean succeeds() {
    try {
      var process =
          builder().redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
      process.getOutputStream().close();
      return process.waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// How long it lives; `wanted` must be in what it prints.
  long time(String wanted) {
    var outcome = run();
    if (!outcome.output.contains(wanted)) {
      throw new AssertionError(line.getFirst() + " did not print what it should");
    }
    return outcome.nanos;
  }

  Process start(Redirect output) throws IOException {
    return builder().redirectOutput(output).redirectError(Redirect.INHERIT).start();
  }

  private ProcessBuilder builder() {
    var builder = new ProcessBuilder(line);
    builder.environment().remove("XDG_RUNTIME_DIR");
    builder.environment().putAll(environment);
    return builder;
  }
}
