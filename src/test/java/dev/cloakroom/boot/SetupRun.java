package dev.cloakroom.boot;

import dev.cloakroom.cli.Commands;
import dev.cloakroom.cli.Surroundings;
import dev.cloakroom.cli.Terminal;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.nanokimi.ForeignCheckout;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// One `setup isolation` of a checkout, as it was typed, and what it said.
record SetupRun(int exit, String out, String err) {
  /// With the number of the container's user named.
  static SetupRun of(ForeignCheckout foreign, String... more) {
    return typed(
        foreign,
        Stream.concat(
                Stream.of(
                    "setup", "isolation", foreign.folder.toString(), "--container-uid", "100999"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  static SetupRun typed(ForeignCheckout foreign, String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Set.of(),
            false);
    var machine = new Machine(foreign.person, "", EngineSearch.nowhere());
    var around =
        new Surroundings(
            foreign.folder,
            foreign.folder,
            terminal,
            _ -> {},
            new ProcessSignals(),
            Clock.systemUTC());
    var commands =
        new Commands(
            around,
            Host.VERSION,
            Map.of("setup", () -> new SetupCommand(machine, terminal, Clock.systemUTC())));
    int exit = commands.run(words);
    return new SetupRun(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
