package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.PlanView;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `run`: runs a command in a container, with what it was granted.
@Command(
    name = "run",
    description = "Run a command in a container, with the accounts that it was granted.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom run --grant google/ana -- python3 calendar.py",
      "  cloakroom run --for codex -- codex exec 'mend the tests'",
      "  cloakroom run --sandbox docker --memory 512m --pids 200 -- node agent.js",
      "  cloakroom run --workload family --network none --dry-run -- sh -c 'ls /workspace'",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "N:the command's own",
      "2:the command line is wrong",
      "125:the run itself failed; the reason is on standard error",
      "130:stopped by Ctrl-C (SIGTERM: 143)",
    })
final class RunCommand extends HostCommand {
  private static final int OWN_FAILURE = 125;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description = "The workload that it belongs to (usual: one of its own).")
  private @Nullable String workload;

  @Mixin private final RunOptions options = new RunOptions();

  @Option(
      names = "--min-ttl",
      paramLabel = "TIME",
      description = "How long its tokens must live at the start: 45m.")
  private @Nullable String minTtl;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long the command may take: 10m.")
  private @Nullable String timeout;

  @Option(
      names = "--output-cap",
      paramLabel = "SIZE",
      description = "How much output is passed on: 10M.")
  private @Nullable String outputCap;

  @Option(
      names = "--rerun",
      paramLabel = "WHEN",
      description = "once (the usual) or never: run it again after a consent.")
  private @Nullable String rerun;

  @Option(
      names = "--while-waiting",
      paramLabel = "WHAT",
      description = "go-on (the usual) or pause: while a person is asked for a consent.")
  private @Nullable String whileWaiting;

  @Option(
      names = {"-i", "--interactive"},
      description = "Pass on standard input from a terminal, too.")
  private boolean interactive;

  @Option(names = "--dry-run", description = "Show what it would get, and start nothing.")
  private boolean dryRun;

  @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The command.")
  private List<String> command;

  RunCommand(Surroundings around) {
    super(around);
  }

  /// What is wrong with the command line stays 2; whatever else keeps the run from being is 125,
  /// apart from the codes that commands have.
  @Override
  int exitOf(Problem problem) {
    return dryRun || problem.kind() == Kind.USAGE ? super.exitOf(problem) : OWN_FAILURE;
  }

  @Override
  public Integer call() {
    var request = request();
    if (dryRun) {
      var body = host().post("/v1/runs/plan", Wire.json(request)).body();
      var plan = read(PlanView.class, body);
      if (json) {
        out().println(body);
      } else {
        new Plan(plan).print(terminal());
      }
      return 0;
    }
    var input = new Input(around, interactive);
    return new LiveRun(host(), around, input, json).follow(request);
  }

  private RunRequest request() {
    RunOptions.requireShort("an argument of the command", command);
    requireOneOf("--rerun", rerun, "once", "never");
    requireOneOf("--while-waiting", whileWaiting, "go-on", "pause");
    var bounds =
        new RunOptions.Bounds(
            Quantities.seconds("--min-ttl", minTtl),
            Quantities.seconds("--timeout", timeout),
            Quantities.bytes("--output-cap", outputCap),
            rerun,
            whileWaiting);
    return options.request(workload, command, bounds, around.folder());
  }

  private static void requireOneOf(
      String option, @Nullable String value, String one, String other) {
    if (value != null && !value.equals(one) && !value.equals(other)) {
      throw new Problem(
          Kind.USAGE,
          "bad-choice",
          option + " " + value + " does not exist: there is " + one + " and " + other);
    }
  }
}
