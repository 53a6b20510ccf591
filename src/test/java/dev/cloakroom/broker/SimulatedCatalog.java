package dev.cloakroom.broker;

import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The providers of a simulated world: as they are, and as the engine knows them.
final class SimulatedCatalog {
  private final Map<String, Provider> providers = new TreeMap<>();
  private final Plant plant;

  SimulatedCatalog(Plant plant) {
    this.plant = plant;
    var strict = Quirks.STRICT;
    var none = strict.withRotation(Quirks.Rotation.NONE, null);
    add("plain", none);
    add("reissuing", strict.withRotation(Quirks.Rotation.REISSUED, null));
    add("strict", strict);
    add("strict-idle", strict.withLifetimes(days(14), days(180), null, null));
    add("lenient", strict.withRotation(Quirks.Rotation.SINGLE_USE, Duration.ofSeconds(30)));
    add("patient", strict.withRotation(Quirks.Rotation.SINGLE_USE, Duration.ofMinutes(10)));
    add("idle", none.withLifetimes(days(7), null, null, null));
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  private void add(String id, Quirks quirks) {
    providers.put(id, provider(id, quirks));
  }

  private static Provider provider(String id, Quirks quirks) {
    return new Provider(
        id, null, Endpoints.UNKNOWN, null, Scopes.NONE, Map.of(), Map.of(), List.of(), quirks);
  }

  List<String> ids() {
    return List.copyOf(providers.keySet());
  }

  /// What a provider really does.
  Quirks truth(String id) {
    return Objects.requireNonNull(providers.get(id)).quirks();
  }

  /// The provider as the engine knows it, which may be a mistake.
  Provider asKnown(String id) {
    var quirks = truth(id);
    if (plant == Plant.STRICT_TAKEN_FOR_PLAIN && id.startsWith("strict")) {
      return provider(id, quirks.withRotation(Quirks.Rotation.NONE, null));
    }
    var leeway = quirks.reuseLeeway();
    if (plant == Plant.LEEWAY_TOO_LONG && leeway != null) {
      return provider(id, quirks.withRotation(Quirks.Rotation.SINGLE_USE, leeway.multipliedBy(10)));
    }
    return Objects.requireNonNull(providers.get(id));
  }

  /// Whether a provider's refresh tokens are good once, as the engine knows it.
  boolean rotates(String id) {
    return asKnown(id).quirks().rotation() == Quirks.Rotation.SINGLE_USE;
  }
}
