package dev.cloakroom.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that a sandbox needs to know to start one container. A value: it can be shown first.
///
/// @param run the run's id, also the container's name
/// @param command the command and its arguments, as they are
/// @param workdir the folder inside that the command starts in
/// @param environment the whole environment; nothing of the host's comes along
/// @param mounts what of the host is put inside, besides the engine's own root
/// @param ports what its loopback has of the host
/// @param network what it may reach
/// @param image what its root is made of; null for the engine's usual one
/// @param limits what it may use
public record LaunchPlan(
    String run,
    List<String> command,
    Path workdir,
    Map<String, String> environment,
    List<Mount> mounts,
    List<Port> ports,
    Network network,
    @Nullable String image,
    Limits limits) {

  public LaunchPlan {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    mounts = List.copyOf(mounts);
    ports = List.copyOf(ports);
  }

  /// A plan without ports, with the engine's usual image and limits.
  public LaunchPlan(
      String run,
      List<String> command,
      Path workdir,
      Map<String, String> environment,
      List<Mount> mounts,
      Network network) {
    this(run, command, workdir, environment, mounts, List.of(), network, null, Limits.USUAL);
  }

  /// The same for another command.
  public LaunchPlan with(String otherRun, List<String> otherCommand) {
    return new LaunchPlan(
        otherRun, otherCommand, workdir, environment, mounts, ports, network, image, limits);
  }

  /// What a container may reach.
  public enum Network {
    /// Nothing but its own loopback, and the plan's ports on it.
    NONE,
    /// What the engine lets it reach: for bubblewrap what the host reaches, without the host's
    /// loopback if it has ports; else the outside by the engine's own network.
    OPEN
  }

  /// What a container may use; 0 for the engine's usual limit.
  ///
  /// @param processes processes and threads at once
  /// @param memoryBytes memory, swap included
  /// @param cpus processors, such as 1.5
  public record Limits(long processes, long memoryBytes, double cpus) {
    /// Whatever the engine does by itself.
    public static final Limits USUAL = new Limits(0, 0, 0);

    /// The same for people.
    public String words() {
      var words = new ArrayList<String>();
      if (processes > 0) {
        words.add(processes + " processes");
      }
      if (memoryBytes > 0) {
        words.add((memoryBytes >> 20) + " MiB of memory");
      }
      if (cpus > 0) {
        words.add(cpus + " processors");
      }
      return words.isEmpty() ? "none" : String.join(", ", words);
    }
  }
}
