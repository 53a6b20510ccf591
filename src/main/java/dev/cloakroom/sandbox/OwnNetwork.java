package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Network;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A network namespace of one container, which bubblewrap enters: a bwrap of its own holds it, with
/// a [PortForwarder] for the plan's ports inside. Where the plan is open, `slirp4netns` leads from
/// it to what the host reaches, but for the host's loopback.
///
/// Opened and closed by the container's keeper: bwrap dies with that thread, and slirp4netns with
/// its standard input, so nothing is left of a host that is killed.
final class OwnNetwork implements Surroundings {
  /// Descriptor 3 says `1` when the network is there; what else it prints is dropped.
  private static final String SLIRP =
      """
      exec 3>&1 >/dev/null 2>&1
      exec "$0" --configure --mtu=65520 --disable-host-loopback --enable-sandbox --enable-seccomp \
        --exit-fd=0 --ready-fd=3 "--userns-path=/proc/$1/ns/user" "$1" tap0
      """;

  private static final Map<String, String> NEEDED =
      Map.of("slirp4netns", "slirp4netns", "nsenter", "util-linux", "ip", "iproute2");

  /// Where clouds tell each of their machines its secrets. Only root of this namespace could open
  /// the ways again, which nobody in the container is.
  private static final String CLOSED =
      """
      route add unreachable 169.254.0.0/16
      route add unreachable 168.63.129.16/32
      route add unreachable 100.100.100.200/32
      """;

  private static final Path TUNNEL = Path.of("/dev/net/tun");

  private final Programs programs;
  private final Process bwrap;
  private final Init init;
  private @Nullable Process slirp;

  private OwnNetwork(Programs programs, Process bwrap, Init init) {
    this.programs = programs;
    this.bwrap = bwrap;
    this.init = init;
  }

  /// Whether a plan needs one; else bwrap alone makes its network.
  static boolean isNeededFor(LaunchPlan plan) {
    return plan.network() == Network.OPEN || !plan.ports().isEmpty();
  }

  /// Refuses a plan that needs a program that is not here.
  static void requirePrograms(Programs programs, LaunchPlan plan) {
    if (!plan.ports().isEmpty()) {
      programs.require("socat", "socat");
      programs.require("nsenter", "util-linux");
    }
    missing(programs)
        .filter(_ -> plan.network() == Network.OPEN)
        .ifPresent(why -> {
          throw new Problem(
              Kind.FAILED,
              "network-tool-missing",
              "Network open of bubblewrap needs "
                  + why
                  + "; or use --network socket-only, none or host.");
        });
  }

  /// What a network that leads out lacks on this machine, and what to do; empty when nothing.
  static Optional<String> missing(Programs programs) {
    for (var needed : NEEDED.entrySet()) {
      if (programs.find(needed.getKey()).isEmpty()) {
        return Optional.of(
            "the program %s, which is not here: install the package %s"
                .formatted(needed.getKey(), needed.getValue()));
      }
    }
    return Files.isReadable(TUNNEL) && Files.isWritable(TUNNEL)
        ? Optional.empty()
        : Optional.of(
            "the device %s, which you may not open: load the module tun, or let the device be opened"
                .formatted(TUNNEL));
  }

  /// Makes it, and returns when all that the plan wants of it is there.
  ///
  /// @param forwarder the command line of the bwrap that holds it
  static OwnNetwork open(Programs programs, List<String> forwarder, LaunchPlan plan)
      throws IOException {
    var builder = new ProcessBuilder(forwarder).redirectError(Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(PortForwarder.ENVIRONMENT);
    var bwrap = builder.start();
    var namespace = Init.of(bwrap).map(init -> new OwnNetwork(programs, bwrap, init));
    try {
      PortForwarder.awaitUp(bwrap.getInputStream(), plan.run());
      var made = namespace.orElseThrow();
      if (plan.network() == Network.OPEN) {
        made.connect(plan.run());
      }
      return made;
    } catch (IOException | RuntimeException e) {
      namespace.ifPresent(OwnNetwork::close);
      throw e;
    }
  }

  private void connect(String run) throws IOException {
    var program = programs.find("slirp4netns").orElseThrow().toString();
    var builder =
        new ProcessBuilder("/bin/sh", "-c", SLIRP, program, String.valueOf(init.process().pid()))
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    var started = builder.start();
    slirp = started;
    if (started.getInputStream().read() != '1' || !closesWays()) {
      throw new Problem(
          Kind.FAILED,
          "network-not-made",
          "slirp4netns could not make a network for run %s: see that it starts here, or use --network socket-only, none or host."
              .formatted(run));
    }
  }

  private boolean closesWays() throws IOException {
    var ip = programs.find("ip").orElseThrow().toString();
    var builder =
        enter(new ProcessBuilder(ip, "-batch", "-"))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    var closing = builder.start();
    try (var input = closing.getOutputStream()) {
      input.write(CLOSED.getBytes(StandardCharsets.US_ASCII));
    }
    return closing.onExit().join().exitValue() == 0;
  }

  @Override
  public ProcessBuilder enter(ProcessBuilder command) {
    var line = new ArrayList<String>();
    line.add(programs.find("nsenter").orElseThrow().toString());
    line.addAll(List.of("-t", String.valueOf(init.process().pid())));
    line.addAll(List.of("-U", "-n", "--preserve-credentials", "--"));
    line.addAll(command.command());
    return command.command(line);
  }

  @Override
  public void close() {
    Optional.ofNullable(slirp).ifPresent(OwnNetwork::end);
    init.end();
    end(bwrap);
  }

  private static void end(Process process) {
    process.destroyForcibly();
    process.onExit().join();
  }
}
