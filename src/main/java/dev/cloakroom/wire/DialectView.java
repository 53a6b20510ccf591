package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;
import java.util.Map;

/// A dialect, for people: what a run of its tool would get.
///
/// @param name its name
/// @param tool the tool that speaks it
/// @param providers whose accounts it takes by itself; empty when it takes any
/// @param deliveries how it can be delivered; the first one is chosen
@Json(naming = Naming.LowerUnderscore)
public record DialectView(
    String name, String tool, List<String> providers, List<DeliveryView> deliveries) {
  public DialectView {
    providers = List.copyOf(providers);
    deliveries = List.copyOf(deliveries);
  }

  /// One way.
  ///
  /// @param mode the delivery mode
  /// @param holds what the run would hold, in words
  /// @param environment the variables that it would set
  /// @param files the files that it would find, by path, each with what it is
  @Json(naming = Naming.LowerUnderscore)
  public record DeliveryView(
      String mode, String holds, Map<String, String> environment, Map<String, String> files) {}
}
