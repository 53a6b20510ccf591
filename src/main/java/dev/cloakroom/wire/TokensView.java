package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;

/// The tokens within a run's reach.
///
/// @param tokens their names
@Json(naming = Naming.LowerUnderscore)
public record TokensView(List<String> tokens) {
  public TokensView {
    tokens = List.copyOf(tokens);
  }
}
