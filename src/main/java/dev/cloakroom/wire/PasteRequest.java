package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.Objects;

/// Hands in the address that a login ended at in a browser elsewhere.
///
/// @param address as it was copied from there
@Json(naming = Naming.LowerUnderscore)
public record PasteRequest(String address) {
  public PasteRequest {
    Objects.requireNonNull(address);
  }

  /// Without the address: a code is in it.
  @Override
  public String toString() {
    return "PasteRequest[]";
  }
}
