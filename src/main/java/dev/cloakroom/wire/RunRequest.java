package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A run to start.
///
/// @param workload the workload it belongs to; null for one of its own
/// @param command the command and its arguments
/// @param workdir the working folder, an absolute path of the host
/// @param grants what it may use, each as on the command line: `ACCOUNT[:scopes][=mode][@name]`
/// @param tools the tools it is for, each as on the command line:
///   `TOOL[=ACCOUNT[:scopes]][=mode][@name]`; null for none
/// @param environment variables for the command
/// @param sandbox the engine; null for the usual one
/// @param network `none`, `socket-only`, `open` or `host`; null for the usual one of its workload
/// @param minTtl how long its tokens must live at the start, in seconds; null for the usual
/// @param timeout how long one try of the command may take, in seconds; null for no end
/// @param outputCap bytes of output that are passed on; null for the usual
/// @param rerun `once` or `never`; null for once
/// @param image what its root is made of; null for the engine's usual one
/// @param pids how many processes it may have; null for the engine's usual limit
/// @param memory how many bytes of memory; null for the engine's usual limit
/// @param cpus how many processors; null for the engine's usual limit
/// @param user whom the command runs as, `UID` or `UID:GID`; null for the engine's usual one
/// @param without the guards that are taken away, by name; null for none
/// @param mounts what of the host it gets, each as on the command line: `HOST[:CONTAINER][:ro|rw]`;
///   null for none
/// @param whileWaiting what becomes of the command while a person is asked: `go-on` or `pause`;
///   null for going on
@Json(naming = Naming.LowerUnderscore)
public record RunRequest(
    @Nullable String workload,
    List<String> command,
    String workdir,
    List<String> grants,
    @Nullable List<String> tools,
    Map<String, String> environment,
    @Nullable String sandbox,
    @Nullable String network,
    @Nullable Long minTtl,
    @Nullable Long timeout,
    @Nullable Long outputCap,
    @Nullable String rerun,
    @Nullable String image,
    @Nullable Long pids,
    @Nullable Long memory,
    @Nullable Double cpus,
    @Nullable String user,
    @Nullable List<String> without,
    @Nullable List<String> mounts,
    @Nullable String whileWaiting) {
  public RunRequest {
    command = List.copyOf(command);
    Objects.requireNonNull(workdir);
    grants = List.copyOf(grants);
    tools = tools == null ? null : List.copyOf(tools);
    without = without == null ? null : List.copyOf(without);
    mounts = mounts == null ? null : List.copyOf(mounts);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /// The guards that are taken away; none when nobody named one.
  @Override
  public List<String> without() {
    return Objects.requireNonNullElse(without, List.of());
  }

  /// What of the host it gets; nothing when nobody named anything.
  @Override
  public List<String> mounts() {
    return Objects.requireNonNullElse(mounts, List.of());
  }

  /// The tools it is for; none when nobody named one.
  @Override
  public List<String> tools() {
    return Objects.requireNonNullElse(tools, List.of());
  }
}
