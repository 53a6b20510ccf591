package dev.cloakroom.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What holds a container in.
///
/// @param network what it may reach
/// @param user whom the command runs as inside; null for the engine's usual one
/// @param limits what it may use
/// @param guards those that are up
public record Confinement(
    Network network, @Nullable HostUser user, Limits limits, Set<Guard> guards) {
  public Confinement {
    guards = Set.copyOf(guards);
  }

  /// The usual one with that network.
  public static Confinement of(Network network) {
    return new Confinement(network, null, Limits.USUAL, Guard.ALL);
  }

  /// The same on one line.
  public String words() {
    var away = Guard.without(guards).stream().map(Guard::word).sorted().toList();
    return "network %s, user %s, limits %s, guards %s"
        .formatted(
            network.word(),
            user == null ? "usual" : user,
            limits.words(),
            away.isEmpty() ? "all" : "all but " + String.join(" ", away));
  }

  /// What a container may reach.
  public enum Network {
    /// Nothing but its own loopback.
    NONE,
    /// Its own loopback, and the plan's ports on it.
    SOCKET_ONLY,
    /// The ports, and besides a network of its own that leads out: not to the host's loopback.
    OPEN,
    /// The host's own network, loopback included: bubblewrap alone has it.
    HOST;

    /// Whether a plan with it may have ports.
    public boolean hasPorts() {
      return this == SOCKET_ONLY || this == OPEN;
    }

    /// The one of that name.
    public static Optional<Network> named(String word) {
      return Arrays.stream(values()).filter(network -> network.word().equals(word)).findFirst();
    }

    /// The name that people use, such as `socket-only`.
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// What a container may use; 0 for the engine's usual limit.
  ///
  /// @param processes processes and threads at once
  /// @param memoryBytes memory, swap included
  /// @param cpus processors, such as 1.5
  public record Limits(long processes, long memoryBytes, double cpus) {
    /// Whatever the engine does by itself.
    public static final Limits USUAL = new Limits(0, 0, 0);

    /// The same, with these where it has none.
    Limits orElse(Limits usual) {
      return new Limits(
          processes > 0 ? processes : usual.processes,
          memoryBytes > 0 ? memoryBytes : usual.memoryBytes,
          cpus > 0 ? cpus : usual.cpus);
    }

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
