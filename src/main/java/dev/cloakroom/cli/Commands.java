package dev.cloakroom.cli;

import dev.cloakroom.problem.Problem;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line: finds the command that is addressed, parses, runs, and tells problems.
///
/// Only the addressed command is made, for the sake of the start; all are for help and for words
/// that are no command.
public final class Commands {
  private static final int USAGE = 2;

  /// As help lists them.
  private static final List<String> ORDER =
      List.of(
          "up",
          "demo",
          "connect",
          "accounts",
          "status",
          "token",
          "grant",
          "ungrant",
          "grants",
          "run",
          "console",
          "doctor",
          "disconnect");

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
            ? general(name, arguments)
            : run(name, command, Arrays.copyOfRange(arguments, 1, arguments.length));
    terminal.out().flush();
    terminal.err().flush();
    return exit;
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

  private @Nullable Callable<Integer> command(String name) {
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
      case "run" -> new RunCommand(around);
      case "console" -> new ConsoleCommand(around);
      case "disconnect" -> new DisconnectCommand(around);
      default -> null;
    };
  }

  private int run(String name, Callable<Integer> command, String[] arguments) {
    var line = line("cloakroom " + name, command);
    try {
      line.parseArgs(arguments);
      if (line.isUsageHelpRequested()) {
        return usage(line);
      }
      return command.call();
    } catch (ParameterException e) {
      return misused("cloakroom " + name, "usage", words(e), arguments);
    } catch (Problem e) {
      return failed(command, e, arguments);
    } catch (Exception e) {
      throw e instanceof RuntimeException mistake ? mistake : new IllegalStateException(e);
    }
  }

  private int general(String word, String[] arguments) {
    return switch (word) {
      case "-h", "--help", "help" ->
          arguments.length > 1 && command(arguments[1]) != null
              ? run(arguments[1], "--help")
              : usage(all());
      case "-V", "--version" -> {
        terminal.out().println("cloakroom " + version);
        yield 0;
      }
      default -> misused("cloakroom", "unknown-command", unknown(word), arguments);
    };
  }

  private String unknown(String word) {
    var near = new UnmatchedArgumentException(all(), List.of(word)).getSuggestions();
    var guess = near.isEmpty() ? "" : ": did you mean " + near.getFirst() + "?";
    return "there is no " + (word.startsWith("-") ? "option " : "command ") + shown(word) + guess;
  }

  private static CommandLine line(String name, Object command) {
    var line =
        new CommandLine(command)
            .setCommandName(name)
            .setExpandAtFiles(false)
            .setStopAtPositional(command instanceof RunCommand);
    line.getCommandSpec().usageMessage().sortOptions(false).abbreviateSynopsis(true);
    return line;
  }

  private CommandLine all() {
    var root = line("cloakroom", new Root());
    for (var name : names()) {
      var command = command(name);
      if (command != null) {
        root.addSubcommand(name, line(name, command));
      }
    }
    return root;
  }

  private int usage(CommandLine line) {
    var ansi = terminal.paints() ? Help.Ansi.ON : Help.Ansi.OFF;
    line.usage(terminal.out(), ansi);
    return 0;
  }

  private int failed(Object command, Problem problem, String[] arguments) {
    return command instanceof HostCommand ours
        ? Complaint.of(problem, ours.exitOf(problem)).tell(terminal, ours.json)
        : Complaint.of(problem, problem.kind().exitCode()).tell(terminal, wantsJson(arguments));
  }

  private int misused(String name, String code, String words, String[] arguments) {
    int exit = new Complaint(code, words, USAGE).tell(terminal, wantsJson(arguments));
    terminal.err().println("Try: " + name + " --help");
    return exit;
  }

  private static boolean wantsJson(String[] arguments) {
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

  /// What is wrong with the arguments, without their values: one could be a secret.
  private static String words(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(e.getMessage());
    }
    var first = unmatched.getUnmatched().getFirst();
    if (!first.startsWith("-")) {
      return "there is one argument too many";
    }
    var near = unmatched.getSuggestions();
    return "there is no option "
        + shown(first)
        + (near.isEmpty() ? "" : ": did you mean " + near.getFirst() + "?");
  }

  private static String shown(String word) {
    int equals = word.indexOf('=');
    return equals < 0 ? word : word.substring(0, equals);
  }

  /// The program itself, for its help.
  @Command(
      description = "Keeps the OAuth tokens that containers need.",
      synopsisHeading = "Usage: ",
      customSynopsis = "cloakroom COMMAND [OPTIONS]",
      commandListHeading = "%nCommands:%n",
      footer = {"", "cloakroom COMMAND --help tells more; cloakroom --version tells the version."})
  private static final class Root {}
}
