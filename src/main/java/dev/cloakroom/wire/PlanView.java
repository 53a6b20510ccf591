package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run would get, before it is started.
///
/// @param ports the ports of its own loopback that lead to the host
/// @param image what its root is made of; null where the engine has none
/// @param user whom the command runs as inside, `UID:GID`
/// @param limits what it may use, in words
/// @param guards what else holds it in
@Json(naming = Naming.LowerUnderscore)
public record PlanView(
    String workload,
    String sandbox,
    String network,
    List<String> command,
    String workdir,
    List<MountView> mounts,
    List<PortView> ports,
    List<String> environment,
    List<GrantView> grants,
    @Nullable String image,
    String user,
    String limits,
    List<GuardView> guards) {}
