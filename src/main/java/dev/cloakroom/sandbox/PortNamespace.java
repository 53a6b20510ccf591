package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Network;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A network namespace with the ports of one container, which bubblewrap enters: a bwrap of its own
/// holds it, with a [PortForwarder] inside. Where the plan is open, `slirp4netns` leads from it to
/// what the host reaches, but for the host's loopback.
///
/// Opened and closed by the container's keeper: bwrap dies with that thread, and slirp4netns with
/// its standard input, so nothing is left of a host that is killed.
final class PortNamespace implements Surroundings {
  /// Descriptor 3 says `1` when the network is there; what else it prints is dropped.
  private static final String SLIRP =
      """
      exec 3>&1 >/dev/null 2>&1
      exec "$0" --configure --mtu=65520 --disable-host-loopback --enable-sandbox --enable-seccomp \
        --exit-fd=0 --ready-fd=3 "--userns-path=/proc/$1/ns/user" "$1" tap0
      """;

  private final Programs programs;
  private final Init init;
  private @Nullable Process slirp;

  private PortNamespace(Programs programs, Init init) {
    this.programs = programs;
    this.init = init;
  }

  /// Refuses a plan whose ports need a program that is not here.
  static void requirePrograms(Programs programs, Network network) {
    programs.require("socat", "socat");
    programs.require("nsenter", "util-linux");
    if (network == Network.OPEN) {
      programs.require("slirp4netns", "slirp4netns");
    }
  }

  /// Makes it, and returns when all that the plan wants of it is there.
  ///
  /// @param forwarder the command line of the bwrap that holds it
  static PortNamespace open(Programs programs, List<String> forwarder, LaunchPlan plan)
      throws IOException {
    var builder = new ProcessBuilder(forwarder).redirectError(Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(PortForwarder.ENVIRONMENT);
    var bwrap = builder.start();
    var namespace = Init.of(bwrap).map(init -> new PortNamespace(programs, init));
    try {
      PortForwarder.awaitUp(bwrap.getInputStream(), plan.run());
      var made = namespace.orElseThrow();
      if (plan.network() == Network.OPEN) {
        made.connect(plan.run());
      }
      return made;
    } catch (IOException | RuntimeException e) {
      namespace.ifPresent(PortNamespace::close);
      throw e;
    }
  }

  private void connect(String run) throws IOException {
    var program = programs.require("slirp4netns", "slirp4netns").toString();
    var builder =
        new ProcessBuilder("/bin/sh", "-c", SLIRP, program, String.valueOf(init.process().pid()))
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    var started = builder.start();
    slirp = started;
    if (started.getInputStream().read() != '1') {
      throw new Problem(
          Kind.FAILED,
          "network-not-made",
          "slirp4netns could not make a network for run %s: see that you may open /dev/net/tun, or use --network socket-only."
              .formatted(run));
    }
  }

  @Override
  public ProcessBuilder enter(ProcessBuilder command) {
    var line = new ArrayList<String>();
    line.add(programs.require("nsenter", "util-linux").toString());
    line.addAll(List.of("-t", String.valueOf(init.process().pid())));
    line.addAll(List.of("-U", "-n", "--preserve-credentials", "--"));
    line.addAll(command.command());
    return command.command(line);
  }

  @Override
  public void close() {
    Optional.ofNullable(slirp).ifPresent(PortNamespace::end);
    init.end();
  }

  private static void end(Process process) {
    process.destroyForcibly();
    process.onExit().join();
  }
}
