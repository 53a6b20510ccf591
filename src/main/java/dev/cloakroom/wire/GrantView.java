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
/// @param mode how it is delivered; null for the best way that the tool takes
/// @param dialect the tool whose form it has, by its name; null for no tool in particular
/// @param file where a standing delivery is, an absolute path of the host; null for runs
@Json(naming = Naming.LowerUnderscore)
public record GrantView(
    String workload,
    String account,
    @Nullable String name,
    List<String> scopes,
    @Nullable String mode,
    @Nullable String dialect,
    @Nullable String file) {
  /// A grant for no tool in particular.
  public GrantView(
      String workload,
      String account,
      @Nullable String name,
      List<String> scopes,
      @Nullable String mode) {
    this(workload, account, name, scopes, mode, null, null);
  }

  public GrantView {
    Objects.requireNonNull(workload);
    Objects.requireNonNull(account);
    scopes = List.copyOf(scopes);
  }
}
