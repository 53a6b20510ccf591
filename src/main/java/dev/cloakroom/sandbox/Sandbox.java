package dev.cloakroom.sandbox;

import java.util.List;

/// Starts containers. Safe for any thread.
public interface Sandbox {
  /// The name used in `--sandbox`, such as `bubblewrap`.
  String name();

  /// Starts the plan's command; throws a [dev.cloakroom.problem.Problem] when it can't.
  Container start(LaunchPlan plan);

  /// What the container will see of the host by this engine's own doing, before the plan's mounts.
  List<Mount> ownMounts();
}
