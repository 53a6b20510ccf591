package dev.cloakroom.sandbox;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/// A program of the host that is started on the person's behalf, such as their browser.
public final class HostProgram {
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

  /// Runs it to its end with our own streams; returns its exit code, 127 when there is no such
  /// program.
  public static int run(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException _) {
      return 127;
    }
  }
}
