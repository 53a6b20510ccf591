package dev.cloakroom.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The program in a JVM of its own: to be killed, or to be refused.
final class HostProcess implements AutoCloseable {
  private final Process process;
  private final List<String> said = new ArrayList<>();

  private HostProcess(Process process) {
    this.process = process;
  }

  /// Starts `cloakroom` with arguments, at home in `home`.
  static HostProcess start(Path home, String... arguments) {
    return startWith(Map.of(), home, arguments);
  }

  /// The same with more variables in its environment.
  static HostProcess startWith(Map<String, String> more, Path home, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.add("-Dslf4j.internal.verbosity=ERROR"); // the tests' class path has it, not ours
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLOAKROOM_HOME", home.toString());
    builder.environment().remove("XDG_RUNTIME_DIR");
    builder.environment().putAll(more);
    try {
      return new HostProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a host, and waits until it is up.
  static HostProcess up(Path home) {
    return upWith(Map.of(), home);
  }

  /// The same with more variables in its environment.
  static HostProcess upWith(Map<String, String> more, Path home) {
    var host = startWith(more, home, "up");
    host.readTo("  home ");
    return host;
  }

  private void readTo(String beginning) {
    var output = process.inputReader();
    try {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        said.add(line);
        if (line.startsWith(beginning)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the host is not up: " + said);
  }

  /// Ends it as the kernel does when memory runs out: without a word to it.
  void kill() {
    process.toHandle().destroyForcibly(); // leaves its output to be read
    exit();
  }

  /// Waits for its end; returns its exit code.
  int exit() {
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) { // what it says fits into the pipe meanwhile
        throw new AssertionError("it does not end: " + said);
      }
      process.inputReader().lines().forEach(said::add);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// What it printed so far, of what was read.
  List<String> said() {
    return said;
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
