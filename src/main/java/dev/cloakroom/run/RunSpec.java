package dev.cloakroom.run;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.mount.Wish;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.sandbox.Guard;
import dev.cloakroom.sandbox.HostUser;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.workload.MayAsk;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What somebody wants to run, checked.
///
/// @param workload whose run it is; empty for one that lasts as long as the run
/// @param mounts what of the host it asks for besides its working folder
/// @param minTtl how long its tokens must live at the start; null for the usual
/// @param timeout how long one try of the command may take; null for no end
/// @param outputCap bytes of output that are passed on
/// @param rerun whether the command runs again after a consent
/// @param rests whether it rests while it waits for one
/// @param image what its root is made of; null for the engine's usual one
/// @param confinement what holds it in
record RunSpec(
    Optional<String> workload,
    List<String> command,
    Path workdir,
    List<GrantSpec> grants,
    List<ToolSpec> tools,
    List<Wish> mounts,
    Map<String, String> environment,
    String sandbox,
    @Nullable Duration minTtl,
    @Nullable Duration timeout,
    long outputCap,
    boolean rerun,
    boolean rests,
    @Nullable String image,
    Confinement confinement) {
  private static final long USUAL_OUTPUT_CAP = 10L << 20;
  private static final Pattern IMAGE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._:/@-]{0,254}");
  private static final Pattern USER = Pattern.compile("([1-9]\\d{0,8})(?::([1-9]\\d{0,8}))?");
  private static final long LEAST_MEMORY = 16L << 20;
  private static final double LEAST_CPUS = 0.01;
  private static final double MOST_CPUS = 1024;
  private static final long LONGEST = Duration.ofDays(365).toSeconds();

  /// @param usualSandbox the engine where the request names none
  /// @param rules what the settings say of workloads, by name
  static RunSpec of(
      RunRequest request, String usualSandbox, Map<String, Rules> rules, Dialects dialects) {
    if (request.command().isEmpty()) {
      throw usage("no-command", "Say what to run, after --, as in: cloakroom run -- python3 x.py");
    }
    return new RunSpec(
        workload(request.workload()),
        request.command(),
        workdir(request.workdir()),
        request.grants().stream().map(GrantSpec::parse).toList(),
        request.tools().stream().map(tool -> ToolSpec.parse(tool, dialects)).toList(),
        request.mounts().stream().map(Wish::parse).toList(),
        request.environment(),
        orElse(request.sandbox(), usualSandbox),
        seconds("--min-ttl", request.minTtl()),
        seconds("--timeout", request.timeout()),
        outputCap(request.outputCap()),
        rerun(request.rerun()),
        rests(request.whileWaiting()),
        image(request.image()),
        confinement(request, rules));
  }

  /// How what it may ask for would be delivered.
  Set<Mode> expected() {
    return grants.stream()
        .filter(GrantSpec::mayBeAsked)
        .map(grant -> grant.form().mode())
        .collect(Collectors.toSet());
  }

  /// What it may ask for: what its own grants say comes before the settings.
  List<MayAsk> mayAsk(List<MayAsk> settings) {
    var own = grants.stream().filter(GrantSpec::mayBeAsked).map(one -> one.permission(settings));
    return Stream.concat(own, settings.stream()).toList();
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

  private static Confinement confinement(RunRequest request, Map<String, Rules> rules) {
    var usual = Rules.of(rules, request.workload()).network();
    var network = request.network() == null ? usual : Rules.network(request.network());
    return new Confinement(network, user(request.user()), limits(request), guards(request));
  }

  private static @Nullable HostUser user(@Nullable String text) {
    if (text == null) {
      return null;
    }
    var matcher = USER.matcher(text);
    if (!matcher.matches()) {
      throw usage(
          "bad-user", "--user is a number, as in 1000 or 1000:1000, and never 0, which is root.");
    }
    int uid = Integer.parseInt(matcher.group(1));
    return new HostUser(uid, matcher.group(2) == null ? uid : Integer.parseInt(matcher.group(2)));
  }

  private static Set<Guard> guards(RunRequest request) {
    var away = EnumSet.noneOf(Guard.class);
    for (var word : request.without()) {
      away.add(
          Guard.named(word)
              .orElseThrow(() ->
                  usage(
                      "unknown-guard",
                      "--without takes one of %s."
                          .formatted(
                              Stream.of(Guard.values())
                                  .map(Guard::word)
                                  .collect(Collectors.joining(", "))))));
    }
    return Guard.without(away);
  }

  private static boolean rerun(@Nullable String word) {
    return switch (orElse(word, "once")) {
      case "once" -> true;
      case "never" -> false;
      default -> throw usage("bad-rerun", "--rerun is once or never.");
    };
  }

  private static boolean rests(@Nullable String word) {
    return switch (orElse(word, "go-on")) {
      case "go-on" -> false;
      case "pause" -> true;
      default -> throw usage("bad-waiting", "--while-waiting is go-on or pause.");
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

  private static @Nullable String image(@Nullable String name) {
    if (name != null && !IMAGE.matcher(name).matches()) {
      throw usage("bad-image", "--image is a name such as debian:trixie or localhost/mine.");
    }
    return name;
  }

  private static Limits limits(RunRequest request) {
    var pids = request.pids();
    var memory = request.memory();
    var cpus = request.cpus();
    if ((pids != null && pids < 1)
        || (memory != null && memory < LEAST_MEMORY)
        || (cpus != null && !(cpus >= LEAST_CPUS && cpus <= MOST_CPUS))) {
      throw usage("bad-limit", "--pids is 1 or more, --memory 16M or more, --cpus 0.01 to 1024.");
    }
    return new Limits(
        pids == null ? 0 : pids, memory == null ? 0 : memory, cpus == null ? 0 : cpus);
  }

  private static String orElse(@Nullable String word, String usual) {
    return word == null ? usual : word;
  }

  private static Problem usage(String code, String message) {
    return new Problem(Kind.USAGE, code, message);
  }
}
