package dev.cloakroom.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Everything that a sandbox needs to know to start one container. A value: it can be shown first.
///
/// @param run the run's id, also the container's name
/// @param command the command and its arguments, as they are
/// @param workdir the folder inside that the command starts in
/// @param environment the whole environment; nothing of the host's comes along
/// @param mounts what of the host is put inside, besides the engine's own root
/// @param network what it may reach
public record LaunchPlan(
    String run,
    List<String> command,
    Path workdir,
    Map<String, String> environment,
    List<Mount> mounts,
    Network network) {

  public LaunchPlan {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    mounts = List.copyOf(mounts);
  }

  /// What a container may reach.
  public enum Network {
    /// Nothing but its own loopback.
    NONE,
    /// What the host reaches.
    HOST
  }
}
