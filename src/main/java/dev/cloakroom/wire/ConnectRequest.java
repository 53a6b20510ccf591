package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Asks for an account to be connected.
///
/// @param provider a provider or an alias
/// @param as the account's name; null for `default`
/// @param scopes short or full names; empty for the usual ones
@Json(naming = Naming.LowerUnderscore)
public record ConnectRequest(String provider, @Nullable String as, List<String> scopes) {
  public ConnectRequest {
    Objects.requireNonNull(provider);
    scopes = List.copyOf(scopes);
  }
}
