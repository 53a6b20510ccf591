package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;

/// What a run would get, before it is started.
@Json(naming = Naming.LowerUnderscore)
public record PlanView(
    String workload,
    String sandbox,
    String network,
    List<String> command,
    String workdir,
    List<MountView> mounts,
    List<String> environment,
    List<GrantView> grants) {}
