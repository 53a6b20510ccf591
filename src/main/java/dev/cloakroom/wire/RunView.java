package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run, as people see it. What it said is its transcript.
///
/// @param id its id
/// @param workload the workload it belongs to
/// @param sandbox the engine it runs in
/// @param image the image it runs from; null where the engine has none
/// @param command the command and its arguments
/// @param state `running`, `waiting` for a person's answer, or `ended`
/// @param startedAt when it was asked for
/// @param endedAt when it ended; null until then
/// @param exit its exit code; null until it ends
/// @param reason the stable code of a failure of the run itself; null when the command ended by
///   itself
/// @param message words to that failure; null without one
/// @param grants what is delivered to it
/// @param waitsFor the ids of the consent requests that it waits for
@Json(naming = Naming.LowerUnderscore)
public record RunView(
    String id,
    String workload,
    String sandbox,
    @Nullable String image,
    List<String> command,
    String state,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Integer exit,
    @Nullable String reason,
    @Nullable String message,
    List<GrantView> grants,
    List<String> waitsFor) {
  public RunView {
    command = List.copyOf(command);
    grants = List.copyOf(grants);
    waitsFor = List.copyOf(waitsFor);
  }
}
