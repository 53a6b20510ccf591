package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;

/// All that was tried from inside a run.
///
/// @param ok whether all of it is as it should be
@Json(naming = Naming.LowerUnderscore)
public record VerifyView(boolean ok, List<FindingView> findings) {
  public VerifyView {
    findings = List.copyOf(findings);
  }
}
