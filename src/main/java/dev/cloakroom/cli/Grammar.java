package dev.cloakroom.cli;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Reads arguments as picocli does, and shows help.
final class Grammar {
  private static final int USAGE = 2;

  private final Commands commands;
  private final Terminal terminal;
  private final String version;

  Grammar(Commands commands, Terminal terminal, String version) {
    this.commands = commands;
    this.terminal = terminal;
    this.version = version;
  }

  /// Reads the arguments into the command; with an exit code when that was all: it was for help, or
  /// misused.
  OptionalInt read(String name, Callable<Integer> command, String[] arguments) {
    var line = line("cloakroom " + name, command);
    try {
      line.parseArgs(arguments);
      return line.isUsageHelpRequested() ? OptionalInt.of(usage(line)) : OptionalInt.empty();
    } catch (ParameterException e) {
      return OptionalInt.of(misused("cloakroom " + name, "usage", words(e), arguments));
    }
  }

  /// Answers what is no command: help, the version, or a mistake.
  int general(String word, String[] arguments) {
    return switch (word) {
      case "-h", "--help", "help" ->
          arguments.length > 1 ? help(arguments[1], arguments) : usage(all());
      case "-V", "--version" -> {
        terminal.out().println("cloakroom " + version);
        yield 0;
      }
      default -> misused("cloakroom", "unknown-command", unknown(word), arguments);
    };
  }

  private int help(String name, String[] arguments) {
    return commands.command(name) == null
        ? misused("cloakroom", "unknown-command", unknown(name), arguments)
        : commands.run(name, "--help");
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
    for (var name : commands.names()) {
      var command = commands.command(name);
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

  private int misused(String name, String code, String words, String[] arguments) {
    var help = (words.endsWith("?") ? " `" : "; `") + name + " --help` tells more";
    return new Complaint(code, words + help, USAGE).tell(terminal, Commands.wantsJson(arguments));
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
