package dev.cloakroom.sandbox;

import dev.cloakroom.sandbox.Confinement.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Everything that a sandbox needs to know to start one container. A value: it can be shown first.
///
/// @param run the run's id, also the container's name
/// @param command the command and its arguments, as they are
/// @param workdir the folder inside that the command starts in
/// @param environment the whole environment; nothing of the host's comes along
/// @param mounts what of the host is put inside, besides the engine's own root
/// @param ports what its loopback has of the host
/// @param image what its root is made of; null for the engine's usual one
/// @param confinement what holds it in
public record LaunchPlan(
    String run,
    List<String> command,
    Path workdir,
    Map<String, String> environment,
    List<Mount> mounts,
    List<Port> ports,
    @Nullable String image,
    Confinement confinement) {

  public LaunchPlan {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    mounts = List.copyOf(mounts);
    ports = List.copyOf(ports);
    if (!ports.isEmpty() && !confinement.network().hasPorts()) {
      throw new IllegalArgumentException("no ports with that network: " + confinement.network());
    }
  }

  /// A plan without ports, with the engine's usual image, user and limits, and all guards up.
  public LaunchPlan(
      String run,
      List<String> command,
      Path workdir,
      Map<String, String> environment,
      List<Mount> mounts,
      Network network) {
    this(run, command, workdir, environment, mounts, List.of(), null, Confinement.of(network));
  }

  /// The same for another command.
  public LaunchPlan with(String otherRun, List<String> otherCommand) {
    return new LaunchPlan(
        otherRun, otherCommand, workdir, environment, mounts, ports, image, confinement);
  }

  /// What it gets of the host, on one line.
  public String mountWords() {
    return mounts.stream().map(Mount::words).collect(Collectors.joining("; "));
  }

  /// What it may reach.
  public Network network() {
    return confinement.network();
  }

  /// Whether a guard is up.
  public boolean has(Guard guard) {
    return confinement.guards().contains(guard);
  }
}
