package dev.cloakroom.cli;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.Wire;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A command that asks the host; it ends with an exit code, or with a [Problem].
abstract sealed class HostCommand implements Callable<Integer>
    permits AccountsCommand,
        BackupCommand,
        ConnectCommand,
        ConsoleCommand,
        DialectsCommand,
        DisconnectCommand,
        EventsCommand,
        LogsCommand,
        GrantCommand,
        GrantsCommand,
        ImportCommand,
        MigrateCommand,
        RestoreCommand,
        RunCommand,
        StatusCommand,
        TokenCommand,
        UngrantCommand,
        VerifyCommand {
  /// Longer than the host takes for a refresh, and than a long poll.
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  final Surroundings around;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(names = "--json", description = "Print JSON on standard output, errors too.")
  boolean json;

  HostCommand(Surroundings around) {
    this.around = around;
  }

  /// The exit code of a problem that this command meets.
  int exitOf(Problem problem) {
    return problem.kind().exitCode();
  }

  final HostClient host() {
    return new HostClient(around.socket(), PATIENCE);
  }

  final Terminal terminal() {
    return around.terminal();
  }

  final PrintStream out() {
    return around.terminal().out();
  }

  /// Whether a person can be asked a question.
  final boolean attended() {
    return terminal().has(Terminal.Side.IN) && terminal().has(Terminal.Side.ERR);
  }

  /// Reads an account as it is written on the command line.
  static AccountId account(String text) {
    return AccountId.parse(text)
        .orElseThrow(() ->
            new Problem(
                Kind.USAGE,
                "bad-account",
                text + " is no account: write PROVIDER/NAME, such as google/ana"));
  }

  /// Refuses what can't be the name of a workload, a provider or an account.
  static void requireName(String what, String text) {
    if (!AccountId.isName(text)) {
      throw new Problem(
          Kind.USAGE,
          "bad-name",
          text
              + " is no name of a "
              + what
              + ": use up to 64 of a-z 0-9 . _ - and begin with a"
              + " letter or digit");
    }
  }

  /// Scopes as they are written on the command line: with commas, or spaces.
  static List<String> scopes(@Nullable String text) {
    var scopes = new ArrayList<String>();
    for (var scope : text == null ? new String[0] : text.replace(',', ' ').split(" ", -1)) {
      if (!scope.isEmpty()) {
        scopes.add(scope);
      }
    }
    return scopes;
  }

  static <T> T read(Class<T> type, String json) {
    try {
      return Wire.read(type, json);
    } catch (Problem e) {
      throw strange(e);
    }
  }

  static <T> List<T> readList(Class<T> type, String json) {
    try {
      return Wire.readList(type, json);
    } catch (Problem e) {
      throw strange(e);
    }
  }

  private static Problem strange(Problem cause) {
    return new Problem(
        Kind.FAILED,
        "strange-answer",
        "the host answered with what this command does not know: see that both are of one version",
        cause);
  }
}
