package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.Objects;

/// A foreign layout to compare before and after.
///
/// @param layout whose it is: `nanokimi`
/// @param folder where it is, an absolute path of the host
@Json(naming = Naming.LowerUnderscore)
public record CompareRequest(String layout, String folder) {
  public CompareRequest {
    Objects.requireNonNull(layout);
    Objects.requireNonNull(folder);
  }
}
