package dev.cloakroom.boot;

import dev.cloakroom.cli.Commands;
import dev.cloakroom.cli.Surroundings;
import dev.cloakroom.cli.Surroundings.Browser;
import dev.cloakroom.cli.Surroundings.Signals;
import dev.cloakroom.cli.Terminal;
import dev.cloakroom.playground.Answers;
import dev.cloakroom.playground.Visitor;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/// Where a person at this machine types commands for the host behind `socket`.
///
/// @param folder the working folder
/// @param browser what opens the links
record Prompt(Path socket, Path folder, Browser browser) {
  /// Runs a command to its end.
  Typed run(String... arguments) {
    var typed = start(arguments);
    typed.exit();
    return typed;
  }

  /// Starts a command.
  Typed start(String... arguments) {
    return start(InputStream.nullInputStream(), arguments);
  }

  /// Starts a command that reads `in`.
  Typed start(InputStream in, String... arguments) {
    var typed = new Typed(in, arguments);
    var around =
        new Surroundings(
            socket, folder, typed.terminal(), browser, new NoSignals(), Clock.systemUTC());
    Thread.ofVirtual().start(() -> typed.run(new Commands(around, Host.VERSION, Map.of())));
    return typed;
  }

  /// A person who opens a link, logs in as `name` at whatever provider, and agrees to everything.
  static Browser person(String name) {
    return link ->
        Thread.ofVirtual()
            .start(() -> {
              try (var visitor = new Visitor()) {
                visitor.visit(URI.create(link), agreement(name));
              }
            });
  }

  static Answers agreement(String name) {
    return new Answers(
        Map.of("name", name, "login", name, "password", "x"),
        List.of("allow", "save", "sign-in", "continue"));
  }

  /// A command that was typed, and what it says.
  static final class Typed {
    private static final int PATIENCE_SECONDS = 60;

    private final InputStream in;
    private final String[] arguments;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    Typed(InputStream in, String... arguments) {
      this.in = in;
      this.arguments = arguments;
    }

    private Terminal terminal() {
      return new Terminal(
          in,
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          EnumSet.allOf(Terminal.Side.class),
          false);
    }

    private void run(Commands commands) {
      try {
        exit.complete(commands.run(arguments));
      } catch (RuntimeException e) {
        exit.completeExceptionally(e);
      }
    }

    int exit() {
      return exit.copy().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    boolean hasEnded() {
      return exit.isDone();
    }

    String out() {
      return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
      return err.toString(StandardCharsets.UTF_8);
    }

    /// Waits until it has printed `text`.
    void awaitOut(String text) {
      Patience.until(() -> out().contains(text), () -> text + " in " + out() + err());
    }

    /// Waits until it has said `text` beside its output.
    void awaitErr(String text) {
      Patience.until(() -> err().contains(text), () -> text + " in " + out() + err());
    }

    @Override
    public String toString() {
      return String.join(" ", arguments) + " said " + out() + err();
    }
  }

  private static final class NoSignals implements Signals {
    @Override
    public void listen(IntConsumer taker) {
      // nobody presses Ctrl-C here
    }

    @Override
    public void leave(int exit) {
      throw new AssertionError("a command left by itself with " + exit);
    }
  }
}
