package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A grant.
///
/// @param workload who may
/// @param account what, as `provider/name`
/// @param name the name that the workload knows it by; null for the provider's
/// @param scopes the ceiling; empty for none
/// @param mode how it is delivered; null for the usual way
@Json(naming = Naming.LowerUnderscore)
public record GrantView(
    String workload,
    String account,
    @Nullable String name,
    List<String> scopes,
    @Nullable String mode) {
  public GrantView {
    Objects.requireNonNull(workload);
    Objects.requireNonNull(account);
    scopes = List.copyOf(scopes);
  }
}
