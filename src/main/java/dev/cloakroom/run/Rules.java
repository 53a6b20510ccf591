package dev.cloakroom.run;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.workload.MayAsk;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the settings say of a workload.
///
/// @param mayAsk what it may ask a person for
/// @param main whether it may get what only main workloads do, such as mounts that it can write
/// @param network what its runs may reach where they don't say
public record Rules(List<MayAsk> mayAsk, boolean main, Network network) {
  /// Those of a workload that the settings don't name.
  public static final Rules USUAL = new Rules(List.of(), false, Network.OPEN);

  public Rules {
    mayAsk = List.copyOf(mayAsk);
  }

  /// Those of one workload.
  ///
  /// @param workload null for one that has no name yet
  static Rules of(Map<String, Rules> all, @Nullable String workload) {
    return workload == null ? USUAL : all.getOrDefault(workload, USUAL);
  }

  /// Reads the name of a network.
  ///
  /// @throws Problem `bad-network`
  public static Network network(String word) {
    return Network.named(word)
        .orElseThrow(() ->
            new Problem(
                Kind.USAGE,
                "bad-network",
                "A network is one of %s."
                    .formatted(
                        Arrays.stream(Network.values())
                            .map(Network::word)
                            .collect(Collectors.joining(", ")))));
  }
}
