package dev.cloakroom.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The program in a JVM of its own, from its start to its end, at home in one folder.
record Program(Path home) {
  private static final int LONGEST_SECONDS = 60;

  /// Not the common pool: a host in this JVM hears there that its containers end.
  private static final Executor READERS = reader -> Thread.startVirtualThread(reader);

  /// How it ended.
  record End(int exit, String out, String err) {}

  End run(String... arguments) {
    return finish(start(arguments));
  }

  Process start(String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", classpath(), Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("CLOAKROOM_HOME", home.toString());
    builder.environment().keySet().removeAll(List.of("XDG_RUNTIME_DIR", "CLOAKROOM_DEBUG"));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the tests run with, but for a library of theirs that talks on standard error.
  private static String classpath() {
    return Stream.of(System.getProperty("java.class.path").split(":", -1))
        .filter(entry -> !entry.contains("slf4j"))
        .collect(Collectors.joining(":"));
  }

  /// Waits for its end; one that goes on is killed, and counts as a failure.
  static End finish(Process process) {
    try {
      var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), READERS);
      var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), READERS);
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it went on and on");
      }
      return new End(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
