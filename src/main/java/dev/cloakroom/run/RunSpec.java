package dev.cloakroom.run;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.LaunchPlan.Network;
import dev.cloakroom.wire.RunRequest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What somebody wants to run, checked.
///
/// @param workload whose run it is; empty for one that lasts as long as the run
/// @param minTtl how long its tokens must live at the start; null for the usual
/// @param timeout how long one try of the command may take; null for no end
/// @param outputCap bytes of output that are passed on
/// @param rerun whether the command runs again after a consent
record RunSpec(
    Optional<String> workload,
    List<String> command,
    Path workdir,
    List<GrantSpec> grants,
    Map<String, String> environment,
    String sandbox,
    Network network,
    @Nullable Duration minTtl,
    @Nullable Duration timeout,
    long outputCap,
    boolean rerun) {
  private static final long USUAL_OUTPUT_CAP = 10L << 20;
  private static final long LONGEST = Duration.ofDays(365).toSeconds();
  private static final String USUAL_SANDBOX = "bubblewrap";

  static RunSpec of(RunRequest request) {
    if (request.command().isEmpty()) {
      throw usage("no-command", "Say what to run, after --, as in: cloakroom run -- python3 x.py");
    }
    return new RunSpec(
        workload(request.workload()),
        request.command(),
        workdir(request.workdir()),
        request.grants().stream().map(GrantSpec::parse).toList(),
        request.environment(),
        orElse(request.sandbox(), USUAL_SANDBOX),
        network(request.network()),
        seconds("--min-ttl", request.minTtl()),
        seconds("--timeout", request.timeout()),
        outputCap(request.outputCap()),
        rerun(request.rerun()));
  }

  private static Optional<String> workload(@Nullable String name) {
    if (name != null
        && (!AccountId.isName(name) || name.equals("host") || name.startsWith("run-"))) {
      throw usage(
          "bad-workload",
          "A workload's name has 1 to 64 characters of a-z 0-9 . _ - and begins with a letter or digit; `host` and `run-…` are taken.");
    }
    return Optional.ofNullable(name);
  }

  private static Path workdir(String text) {
    try {
      var path = Path.of(text);
      if (path.isAbsolute() && Files.isDirectory(path)) {
        return path.normalize();
      }
    } catch (InvalidPathException _) {
      // told below, like every other folder that is not there
    }
    throw usage(
        "workdir-missing",
        "The working folder %s does not exist; it is named by its absolute path."
            .formatted(text.replaceAll("\\p{Cntrl}", "?")));
  }

  private static Network network(@Nullable String word) {
    return switch (orElse(word, "host")) {
      case "host" -> Network.OPEN;
      case "none" -> Network.NONE;
      default -> throw usage("bad-network", "--network is host or none.");
    };
  }

  private static boolean rerun(@Nullable String word) {
    return switch (orElse(word, "once")) {
      case "once" -> true;
      case "never" -> false;
      default -> throw usage("bad-rerun", "--rerun is once or never.");
    };
  }

  private static @Nullable Duration seconds(String option, @Nullable Long seconds) {
    if (seconds != null && seconds <= 0) {
      throw usage(
          "bad-duration",
          option + " must be longer than nothing: write it like 90s, 10m, 2h or 1d.");
    }
    return seconds == null ? null : Duration.ofSeconds(Math.min(seconds, LONGEST));
  }

  private static long outputCap(@Nullable Long bytes) {
    if (bytes != null && bytes < 0) {
      throw usage("bad-output-cap", "--output-cap is a number of bytes, from 0 on.");
    }
    return bytes == null ? USUAL_OUTPUT_CAP : bytes;
  }

  private static String orElse(@Nullable String word, String usual) {
    return word == null ? usual : word;
  }

  private static Problem usage(String code, String message) {
    return new Problem(Kind.USAGE, code, message);
  }
}
