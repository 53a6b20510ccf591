package dev.cloakroom.boot;

import dev.cloakroom.cli.Commands;
import dev.cloakroom.cli.Surroundings;
import dev.cloakroom.cli.Terminal;
import dev.cloakroom.service.Systemd;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// The entry of the program: reads the environment, and picks the command. The only class that
/// knows the machine it is on.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(attempt(System.getenv(), arguments));
  }

  /// The last resort: what nobody foresaw is one line too, and its traces only for who asks.
  private static int attempt(Map<String, String> environment, String[] arguments) {
    try {
      return run(environment, arguments);
    } catch (RuntimeException | Error e) {
      var err = stream(FileDescriptor.err);
      err.println(
          "cloakroom: this failed in a way that nobody foresaw (%s): set CLOAKROOM_DEBUG=1 to see where [internal]"
              .formatted(e.getClass().getSimpleName()));
      if (environment.containsKey("CLOAKROOM_DEBUG")) {
        e.printStackTrace(err);
      }
      return 1;
    }
  }

  private static int run(Map<String, String> environment, String[] arguments) {
    var places = Places.of(environment);
    var machine = Machine.of(environment);
    var out = stream(FileDescriptor.out);
    var terminal =
        new Terminal(
            new FileInputStream(FileDescriptor.in),
            out,
            stream(FileDescriptor.err),
            Attended.sides(),
            !environment.containsKey("NO_COLOR"),
            Attended.columns(environment));
    var signals = new ProcessSignals();
    var around =
        new Surroundings(
            places.socket(),
            Path.of("").toAbsolutePath(),
            terminal,
            new DesktopBrowser(environment),
            signals,
            Clock.systemUTC(),
            Attended::hidden);
    var more = hostCommands(places, machine, terminal, around.browser());
    int exit = new Commands(around, Host.VERSION, more).run(arguments);
    signals.done();
    return exit;
  }

  /// The commands that run a host in this process.
  static Map<String, Supplier<Callable<Integer>>> hostCommands(
      Places places, Machine machine, Terminal terminal, Surroundings.Browser browser) {
    var more = new LinkedHashMap<String, Supplier<Callable<Integer>>>();
    more.put("up", () -> new UpCommand(places, machine, terminal.out()));
    more.put(
        "doctor",
        () ->
            new DoctorCommand(
                new Doctor(places, machine, Doctor.IN_SANDBOX, Clock.systemUTC()), terminal));
    more.put("demo", () -> new DemoCommand(machine, terminal, browser));
    more.put("chaos", () -> new ChaosCommand(terminal.out()));
    more.put("image", () -> new ImageCommand(places, machine.engines(), terminal));
    more.put(
        "service",
        () -> {
          var launcher = HostUnit.launcher(System.getProperty("java.class.path"));
          var units = new HostUnit(places, machine, launcher);
          return new ServiceCommand(units, Systemd.ofThisMachine(), terminal);
        });
    more.put("setup", () -> new SetupCommand(machine, terminal, Clock.systemUTC()));
    more.put("train", () -> new TrainCommand(machine.path()));
    return more;
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
