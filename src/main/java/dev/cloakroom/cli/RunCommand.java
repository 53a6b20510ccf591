package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.PlanView;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.Wire;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  /// The JSON reader of the host takes no string of 32 Ki characters or more.
  private static final int LONGEST = 32_000;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description = "The workload that it belongs to (usual: one of its own).")
  private @Nullable String workload;

  @Option(
      names = "--sandbox",
      paramLabel = "ENGINE",
      description = "What starts the container: bubblewrap, docker or podman.")
  private @Nullable String sandbox;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "What the container is made of (docker, podman).")
  private @Nullable String image;

  @Option(
      names = "--pids",
      paramLabel = "N",
      description = "How many processes it may have (docker, podman; usual: 1024).")
  private @Nullable Long pids;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "How much memory it may use: 512m (docker, podman).")
  private @Nullable String memory;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "How many processors it may use: 1.5 (docker, podman).")
  private @Nullable Double cpus;

  @Option(
      names = "--user",
      paramLabel = "UID[:GID]",
      description = "Whom the command runs as inside; never root.")
  private @Nullable String user;

  @Option(
      names = "--without",
      paramLabel = "GUARD",
      description = "Take a guard away, as --dry-run lists them; may be given again.")
  private List<String> without = List.of();

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      description = {
        "none, socket-only (the host's endpoints for this run), open (the usual), or host",
        "(bubblewrap).",
      })
  private @Nullable String network;

  @Option(
      names = "--grant",
      paramLabel = "GRANT",
      description = "ACCOUNT[:scopes][=mode][@name]; may be given again.")
  private List<String> grants = List.of();

  @Option(
      names = "--for",
      paramLabel = "TOOL",
      description = {
        "Set up a tool with its account: TOOL[=ACCOUNT[:scopes]][=mode][@name], such as kimi,",
        "codex or rclone=google/ana; may be given again. `cloakroom dialects` lists them.",
      })
  private List<String> tools = List.of();

  @Option(
      names = "--workdir",
      paramLabel = "FOLDER",
      description = "The working folder (usual: this one).")
  private @Nullable String workdir;

  @Option(
      names = "--mount",
      paramLabel = "MOUNT",
      description = {
        "HOST[:CONTAINER][:ro|rw]: a folder that the allowlist of mounts allows, read-only",
        "unless it says rw; may be given again.",
      })
  private List<String> mounts = List.of();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "A variable for the command; may be given again.")
  private List<String> environment = List.of();

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
    if (workload != null) {
      requireName("workload", workload);
    }
    requireShort("an argument of the command", command);
    requireShort("a variable", environment);
    requireOneOf("--rerun", rerun, "once", "never");
    requireOneOf("--while-waiting", whileWaiting, "go-on", "pause");
    var folder = workdir == null ? around.folder() : around.folder().resolve(workdir);
    return new RunRequest(
        workload,
        command,
        folder.normalize().toString(),
        grants,
        tools,
        variables(),
        sandbox,
        network,
        Quantities.seconds("--min-ttl", minTtl),
        Quantities.seconds("--timeout", timeout),
        Quantities.bytes("--output-cap", outputCap),
        rerun,
        image,
        pids,
        Quantities.bytes("--memory", memory == null ? null : memory.toUpperCase(Locale.ROOT)),
        cpus,
        user,
        without,
        mounts.stream().map(this::absolute).toList(),
        whileWaiting);
  }

  /// A mount is of this folder, not of the host's.
  private String absolute(String mount) {
    int colon = (mount + ":").indexOf(':');
    var host = around.folder().resolve(mount.substring(0, colon)).normalize();
    return host + mount.substring(colon);
  }

  private Map<String, String> variables() {
    var variables = new LinkedHashMap<String, String>();
    for (var variable : environment) {
      int equals = variable.indexOf('=');
      if (equals < 1) {
        throw new Problem(
            Kind.USAGE, "bad-variable", "--env takes NAME=VALUE, and one of them has another form");
      }
      variables.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return variables;
  }

  private static void requireShort(String what, List<String> values) {
    for (var value : values) {
      if (value.length() > LONGEST) {
        throw new Problem(
            Kind.USAGE,
            "too-long",
            what + " is longer than " + LONGEST + " characters: pass it in a file, or as input");
      }
    }
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
