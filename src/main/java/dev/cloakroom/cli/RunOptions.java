package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.RunRequest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say what the plan of a run is, whatever is done with it.
final class RunOptions {
  /// The JSON reader of the host takes no string of 32 Ki characters or more.
  private static final int LONGEST = 32_000;

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
      description = "Take a guard away by its name; may be given again.")
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

  /// What a run may take at most, and whether it runs again.
  ///
  /// @param minTtl how long its tokens must live at the start, in seconds
  /// @param timeout how long the command may take, in seconds
  /// @param outputCap how many bytes of output are passed on
  record Bounds(
      @Nullable Long minTtl,
      @Nullable Long timeout,
      @Nullable Long outputCap,
      @Nullable String rerun,
      @Nullable String whileWaiting) {
    static final Bounds USUAL = new Bounds(null, null, null, null, null);
  }

  /// The request of such a run.
  ///
  /// @param current the folder that relative paths start from
  RunRequest request(@Nullable String workload, List<String> command, Bounds bounds, Path current) {
    if (workload != null) {
      HostCommand.requireName("workload", workload);
    }
    requireShort("a variable", environment);
    var folder = workdir == null ? current : current.resolve(workdir);
    return new RunRequest(
        workload,
        command,
        folder.normalize().toString(),
        grants,
        tools,
        variables(),
        sandbox,
        network,
        bounds.minTtl(),
        bounds.timeout(),
        bounds.outputCap(),
        bounds.rerun(),
        image,
        pids,
        Quantities.bytes("--memory", memory == null ? null : memory.toUpperCase(Locale.ROOT)),
        cpus,
        user,
        without,
        mounts.stream().map(mount -> absolute(mount, current)).toList(),
        bounds.whileWaiting());
  }

  /// A mount is of this folder, not of the host's.
  private static String absolute(String mount, Path current) {
    int colon = (mount + ":").indexOf(':');
    var host = current.resolve(mount.substring(0, colon)).normalize();
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

  static void requireShort(String what, List<String> values) {
    for (var value : values) {
      if (value.length() > LONGEST) {
        throw new Problem(
            Kind.USAGE,
            "too-long",
            what + " is longer than " + LONGEST + " characters: pass it in a file, or as input");
      }
    }
  }
}
