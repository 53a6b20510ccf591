package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The commands: finds the one that is addressed, runs it, and tells problems.
///
/// Only the addressed command is made, for the sake of the start; all are for help and for words
/// that are no command. Nothing here may name a class of picocli (see [TokenCommand#takes]).
public final class Commands {
  /// As help lists them.
  private static final List<String> ORDER =
      List.of(
          "up",
          "demo",
          "chaos",
          "connect",
          "accounts",
          "status",
          "token",
          "grant",
          "ungrant",
          "grants",
          "dialects",
          "run",
          "logs",
          "verify",
          "image",
          "console",
          "events",
          "doctor",
          "service",
          "disconnect",
          "backup",
          "restore",
          "import",
          "migrate",
          "setup");

  private final Surroundings around;
  private final Terminal terminal;
  private final String version;
  private final Map<String, Supplier<Callable<Integer>>> more;

  /// The commands of this package, and `more` by name: objects with picocli's annotations.
  public Commands(
      Surroundings around, String version, Map<String, Supplier<Callable<Integer>>> more) {
    this.around = around;
    this.terminal = around.terminal();
    this.version = version;
    this.more = more;
  }

  /// Runs what the arguments say, and returns the exit code.
  public int run(String... arguments) {
    var name = arguments.length == 0 ? "help" : arguments[0];
    var command = command(name);
    int exit =
        command == null
            ? new Grammar(this, terminal, version).general(name, arguments)
            : run(name, command, Arrays.copyOfRange(arguments, 1, arguments.length));
    boolean lost = terminal.out().checkError(); // flushes
    return lost && exit == 0 ? outputLost() : exit;
  }

  private int outputLost() {
    var words = "standard output can't be written, so some of it is missing";
    return new Complaint("output-closed", words, Kind.FAILED.exitCode()).tell(terminal, false);
  }

  /// The names of all commands, in the order of help.
  Set<String> names() {
    var names = new LinkedHashSet<String>();
    for (var name : ORDER) {
      if (more.containsKey(name) || own(name) != null) {
        names.add(name);
      }
    }
    names.addAll(more.keySet());
    return names;
  }

  /// The command of that name; null when there is none.
  @Nullable Callable<Integer> command(String name) {
    var own = own(name);
    var other = more.get(name);
    return own != null || other == null ? own : other.get();
  }

  private @Nullable Callable<Integer> own(String name) {
    return switch (name) {
      case "connect" -> new ConnectCommand(around);
      case "accounts" -> new AccountsCommand(around);
      case "status" -> new StatusCommand(around);
      case "token" -> new TokenCommand(around);
      case "grant" -> new GrantCommand(around);
      case "ungrant" -> new UngrantCommand(around);
      case "grants" -> new GrantsCommand(around);
      case "dialects" -> new DialectsCommand(around);
      case "run" -> new RunCommand(around);
      case "verify" -> new VerifyCommand(around);
      case "console" -> new ConsoleCommand(around);
      case "events" -> new EventsCommand(around);
      case "logs" -> new LogsCommand(around);
      case "disconnect" -> new DisconnectCommand(around);
      case "backup" -> new BackupCommand(around);
      case "restore" -> new RestoreCommand(around);
      case "import" -> new ImportCommand(around);
      case "migrate" -> new MigrateCommand(around);
      default -> null;
    };
  }

  private int run(String name, Callable<Integer> command, String[] arguments) {
    if (!(command instanceof TokenCommand token && token.takes(arguments))) {
      var end = new Grammar(this, terminal, version).read(name, command, arguments);
      if (end.isPresent()) {
        return end.getAsInt();
      }
    }
    try {
      return command.call();
    } catch (Problem e) {
      return failed(command, e, arguments);
    } catch (Exception e) {
      throw e instanceof RuntimeException mistake ? mistake : new IllegalStateException(e);
    }
  }

  private int failed(Object command, Problem problem, String[] arguments) {
    return command instanceof HostCommand ours
        ? Complaint.of(problem, ours.exitOf(problem)).tell(terminal, ours.json)
        : Complaint.of(problem, problem.kind().exitCode()).tell(terminal, wantsJson(arguments));
  }

  /// Whether errors go out as JSON, too, where no command could say so.
  static boolean wantsJson(String[] arguments) {
    for (var argument : arguments) {
      if (argument.equals("--")) {
        return false;
      }
      if (argument.equals("--json")) {
        return true;
      }
    }
    return false;
  }
}
