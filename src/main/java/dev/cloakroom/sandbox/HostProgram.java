package dev.cloakroom.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A program of the host that is started on the person's behalf, such as their browser.
public final class HostProgram {
  private static final int NOT_THERE = 127;
  private static final int LONGEST_ANSWER = 64 << 10; // bytes

  /// What a program said on standard output, and its exit code.
  public record Answer(int exit, String output) {}

  private HostProgram() {}

  /// Starts it and lets it go; false when there is no such program. Its output is dropped.
  public static boolean start(List<String> command) {
    try {
      new ProcessBuilder(command)
          .redirectInput(Redirect.from(new File("/dev/null")))
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Runs a small one that asks for nothing, and returns the first line that it prints; empty when
  /// it fails, or is not there.
  public static Optional<String> firstLine(List<String> command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectError(Redirect.DISCARD)
              .start();
      try (var output = process.inputReader()) {
        var line = Optional.ofNullable(output.readLine());
        output.transferTo(Writer.nullWriter());
        return process.waitFor() == 0 ? line : Optional.empty();
      }
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// Runs it to its end with our own streams; returns its exit code, 127 when there is no such
  /// program.
  public static int run(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException _) {
      return NOT_THERE;
    }
  }

  /// Runs it to its end without input, and returns what it said; exit code 127 when there is no
  /// such program. What it complains of is dropped.
  public static Answer ask(List<String> command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectError(Redirect.DISCARD)
              .start();
      try (var output = process.getInputStream()) {
        var said = new String(output.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), said);
      }
    } catch (IOException _) {
      return new Answer(NOT_THERE, "");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Answer(NOT_THERE, "");
    }
  }
}
