package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A run asks for an authorization, over its own socket.
///
/// @param provider a provider or an alias
/// @param scopes short or full names; empty for all that it may ask for
/// @param waitSeconds how many seconds to wait for the answer; null for not at all
@Json(naming = Naming.LowerUnderscore)
public record AskRequest(
    String provider, @Nullable List<String> scopes, @Nullable Long waitSeconds) {
  public AskRequest {
    Objects.requireNonNull(provider);
    scopes = scopes == null ? List.of() : List.copyOf(scopes);
  }
}
