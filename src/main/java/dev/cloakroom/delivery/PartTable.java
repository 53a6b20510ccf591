package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Grant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The parts of one run's endpoint, by the names of their grants. Safe for any thread.
final class PartTable {
  private final Map<String, Part> parts = new ConcurrentHashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Tenant tenant;
  private final Function<String, Dialect> dialects;
  private final PhantomMint mint;

  PartTable(Tenant tenant, Function<String, Dialect> dialects, RandomGenerator random) {
    this.tenant = tenant;
    this.dialects = dialects;
    this.mint = new PhantomMint(random);
  }

  PhantomMint mint() {
    return mint;
  }

  /// The part of a grant, from now on.
  synchronized Part open(Grant grant) {
    var before = parts.get(grant.name());
    if (before != null && before.isOf(grant)) {
      return before;
    }
    var part = new Part(grant, dialects.apply(grant.form().dialect()), mint);
    requireSoleComputer(part);
    parts.put(grant.name(), part);
    return part;
  }

  private void requireSoleComputer(Part part) {
    var computer = computer();
    if (isComputer(part) && computer.isPresent() && !computer.get().name().equals(part.name())) {
      throw new Problem(
          Kind.USAGE,
          "metadata-taken",
          "A container has one metadata server, and %s is behind it already: use %s in another run."
              .formatted(computer.get().name(), part.name()));
    }
  }

  /// The part behind the metadata server at the root, if there is one.
  Optional<Part> computer() {
    return parts.values().stream().filter(PartTable::isComputer).findFirst();
  }

  private static boolean isComputer(Part part) {
    return part.mode() == Mode.METADATA
        && !Set.of(CloudDesk.AZURE, CloudDesk.AWS).contains(part.dialect().name());
  }

  /// The part of that name, when its grant is delivered so.
  Optional<Part> find(String name, Mode mode) {
    return Optional.ofNullable(parts.get(name)).filter(part -> part.mode() == mode);
  }

  /// The same, where there has to be one.
  Part part(String name, Mode mode) {
    return find(name, mode).orElseThrow(PartTable::nothing);
  }

  static Problem nothing() {
    return new Problem(
        Kind.NOT_FOUND,
        "no-endpoint",
        "This run has no grant of that name that is delivered so: see what --for and --grant of it say.");
  }

  /// Tells when what was presented at a part, and is not good there, is a phantom all the same: of
  /// another run or grant, or revoked.
  void suspect(Secret presented, String name) {
    if (PhantomMint.isPhantom(presented) && told.add(name)) {
      tenant.misuses(
          "Something in the run presented a phantom at the endpoint of %s that is another's, or was revoked. It was refused."
              .formatted(name));
    }
  }

  void clear() {
    parts.clear();
  }
}
