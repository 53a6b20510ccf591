package dev.cloakroom.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A container to make. Nothing of what it says is kept by the engine.
///
/// @param image the image's id
/// @param command the command and its arguments, in place of whatever the image would run
/// @param user who it runs as: `UID:GID`
/// @param userNamespace how users are mapped; null for the engine's usual way
/// @param folders the parts of the file system that it finds
/// @param network what it may reach
/// @param limits what it may use
/// @param hardening what else holds it in
/// @param init whether the engine puts an init of its own before the command
public record ContainerSpec(
    String image,
    List<String> command,
    String user,
    @Nullable String userNamespace,
    Path workdir,
    Map<String, String> environment,
    Map<String, String> labels,
    Folders folders,
    Network network,
    Limits limits,
    Hardening hardening,
    boolean init) {

  /// What it may reach.
  ///
  /// @param mode the engine's word for it
  /// @param hostname what it calls itself there
  public record Network(String mode, String hostname) {
    private static final String ANOTHERS = "container:";

    /// Nothing but its own loopback.
    public static Network none(String hostname) {
      return new Network("none", hostname);
    }

    /// A network of the engine.
    public static Network ofTheEngine(String hostname) {
      return new Network("default", hostname);
    }

    /// The same name in the very network of another container, ports and loopback included.
    public Network in(String container) {
      return new Network(ANOTHERS + container, hostname);
    }

    /// Docker takes the other's name, too, and does not like to be told.
    private boolean hasItsName(boolean podman) {
      return podman || !mode.startsWith(ANOTHERS);
    }
  }

  /// A folder or file of the host, seen inside.
  public record Bind(Path host, Path container, boolean readOnly) {}

  /// What it finds.
  ///
  /// @param empty folders in memory that its user may write
  public record Folders(List<Bind> binds, List<String> empty) {}

  /// What it may use; 0 for no limit.
  ///
  /// @param folderBytes what each of its empty folders may hold
  public record Limits(long processes, long memoryBytes, double cpus, long folderBytes) {}

  /// What holds it in, each as engines have it.
  ///
  /// @param noNewPrivileges no program gives more rights than its caller has
  /// @param noCapabilities none of root's rights
  /// @param filter the engine's usual filter of system calls
  /// @param readOnlyRoot the image can't be written
  /// @param maskedProc the engine's usual parts of `/proc` and `/sys` are hidden or read-only
  /// @param ownProcesses a process namespace of its own
  /// @param ownIpc an IPC namespace of its own
  public record Hardening(
      boolean noNewPrivileges,
      boolean noCapabilities,
      boolean filter,
      boolean readOnlyRoot,
      boolean maskedProc,
      boolean ownProcesses,
      boolean ownIpc) {
    /// All of it.
    public static final Hardening ALL = new Hardening(true, true, true, true, true, true, true);

    private List<String> security(boolean podman) {
      var options = new ArrayList<String>();
      if (noNewPrivileges) {
        options.add("no-new-privileges");
      }
      if (!filter) {
        options.add("seccomp=unconfined");
      }
      if (!maskedProc && podman) {
        options.add("unmask=ALL");
      }
      return options;
    }

    private void into(Map<String, Object> host, boolean podman) {
      host.put("ReadonlyRootfs", readOnlyRoot);
      host.put("CapDrop", noCapabilities ? List.of("ALL") : List.of());
      host.put("SecurityOpt", security(podman));
      host.put("PidMode", ownProcesses ? "" : "host");
      host.put("IpcMode", ownIpc ? "private" : "host");
      if (!maskedProc && !podman) {
        host.put("MaskedPaths", List.of());
        host.put("ReadonlyPaths", List.of());
      }
    }
  }

  private static final double NANOS = 1e9;

  /// The body of the request that makes it.
  String json(boolean podman) {
    var body = new HashMap<String, Object>();
    body.put("Image", image);
    if (network.hasItsName(podman)) {
      body.put("Hostname", network.hostname());
    }
    body.put("User", user);
    body.put("WorkingDir", workdir.toString());
    body.put("Entrypoint", podman ? found(command) : command);
    body.put("Cmd", List.of());
    body.put(
        "Env", environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    body.put("Labels", labels);
    body.put("StopSignal", "SIGTERM");
    for (var name :
        List.of("OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr")) {
      body.put(name, true);
    }
    body.put("HostConfig", host(podman));
    return Json.write(body);
  }

  private Map<String, Object> host(boolean podman) {
    var host = new HashMap<String, Object>();
    host.put("Init", init);
    hardening.into(host, podman);
    host.put("NetworkMode", network.mode());
    host.put("LogConfig", Map.of("Type", "none"));
    host.put("Mounts", folders.binds().stream().map(ContainerSpec::mount).toList());
    host.put("Tmpfs", tmpfs(podman));
    if (userNamespace != null) {
      host.put("UsernsMode", userNamespace);
    }
    limit(host);
    return host;
  }

  private void limit(Map<String, Object> host) {
    if (limits.processes() > 0) {
      host.put("PidsLimit", limits.processes());
    }
    if (limits.memoryBytes() > 0) {
      host.put("Memory", limits.memoryBytes());
      host.put("MemorySwap", limits.memoryBytes()); // the sum of both: no swap
    }
    if (limits.cpus() > 0) {
      host.put("NanoCpus", (long) (limits.cpus() * NANOS));
    }
  }

  /// The folder takes the mode of the image's, so it is given to the user.
  private Map<String, String> tmpfs(boolean podman) {
    var ids = user.split(":", -1);
    var usual =
        podman
            ? "rw,exec,nosuid,nodev,notmpcopyup,U"
            : "rw,exec,nosuid,nodev,uid=%s,gid=%s".formatted(ids[0], ids[ids.length - 1]);
    var options = limits.folderBytes() > 0 ? usual + ",size=" + limits.folderBytes() : usual;
    return folders.empty().stream().collect(Collectors.toMap(Function.identity(), _ -> options));
  }

  private static Map<String, Object> mount(Bind bind) {
    return Map.of(
        "Type", "bind",
        "Source", bind.host().toString(),
        "Target", bind.container().toString(),
        "ReadOnly", bind.readOnly(),
        "BindOptions", Map.of("Propagation", "rprivate"));
  }

  /// Podman's init says 1 when the command is not there, as the command itself might; `env` says
  /// 127, but takes a name with `=` for a variable.
  private static List<String> found(List<String> command) {
    var line = new ArrayList<String>();
    if (!command.getFirst().contains("=")) {
      line.addAll(List.of("/usr/bin/env", "--"));
    }
    line.addAll(command);
    return line;
  }
}
