package dev.cloakroom.sandbox;

import dev.cloakroom.sandbox.Confinement.Limits;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes the control groups of containers, in which the kernel keeps their limits. Their names tell
/// the installation and the start of its host, so that a later host finds what a killed one left.
///
/// @param hierarchies where they can be made; none where the machine does not let us
record ControlGroups(List<ControlHierarchy> hierarchies, Installation installation) {
  private static final Logger LOG = System.getLogger(ControlGroups.class.getName());

  ControlGroups {
    hierarchies = List.copyOf(hierarchies);
  }

  /// Looks for them.
  ///
  /// @param self what the kernel tells of this process, usually `/proc/self`
  static ControlGroups of(Path self, Installation installation) {
    try {
      return new ControlGroups(ControlHierarchy.of(self), installation);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "there are no control groups here", e);
      return new ControlGroups(List.of(), installation);
    }
  }

  /// Whether a controller such as `pids` can be had.
  boolean keep(String controller) {
    return hierarchies.stream().anyMatch(one -> one.controllers().contains(controller));
  }

  /// Makes those of a run's container; what can't be kept is not in them.
  ControlGroup make(String run, Limits limits) throws IOException {
    return ControlGroup.make(hierarchies, ours() + run, limits);
  }

  private String ours() {
    return installation.nameOf(installation.host() + "-");
  }

  /// Ends and removes what earlier hosts of this installation left.
  void clearLeftovers() {
    for (var hierarchy : hierarchies) {
      try (var groups = Files.newDirectoryStream(hierarchy.folder(), installation.nameOf("*"))) {
        for (var group : groups) {
          if (!group.getFileName().toString().startsWith(ours())) {
            ControlGroup.remove(group);
          }
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "could not look for control groups in " + hierarchy.folder(), e);
      }
    }
  }
}
