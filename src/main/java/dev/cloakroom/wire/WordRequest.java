package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.Objects;

/// A person's word on a login that waits for it.
///
/// @param answer `save` or `discard`
/// @param login which one they were shown: `waiting_login` of the request
@Json(naming = Naming.LowerUnderscore)
public record WordRequest(String answer, String login) {
  public WordRequest {
    Objects.requireNonNull(answer);
    Objects.requireNonNull(login);
  }
}
