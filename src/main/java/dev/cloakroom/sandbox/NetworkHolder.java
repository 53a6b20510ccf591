package dev.cloakroom.sandbox;

import dev.cloakroom.engine.ContainerSpec;
import dev.cloakroom.engine.ContainerSpec.Bind;
import dev.cloakroom.engine.ContainerSpec.Folders;
import dev.cloakroom.engine.Engine;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts the container that holds the network of a run's, with a [PortForwarder] in it: for
/// engines, whose containers can't be entered from here. It finds this machine's programs and the
/// sockets, nothing else; the image matters only in that there must be one.
final class NetworkHolder {
  /// Where socat must be: what a holder finds.
  private static final Programs PROGRAMS = new Programs("/usr/local/bin:/usr/bin:/bin");

  private static final ContainerSpec.Limits LIMITS = new ContainerSpec.Limits(1024, 0, 0, 0);

  private final Engine engine;
  private final Installation installation;
  private final HostUser user;
  private final @Nullable String namespace;

  /// @param user the run's own, who may open the sockets
  /// @param namespace how users are mapped; null for the engine's usual way
  NetworkHolder(
      Engine engine, Installation installation, HostUser user, @Nullable String namespace) {
    this.engine = engine;
    this.installation = installation;
    this.user = user;
    this.namespace = namespace;
  }

  /// Refuses ports that can't be made.
  static void check(List<Port> ports) {
    PROGRAMS.require("socat", "socat");
    var table = new MountTable(List.of(), List.of());
    PortForwarder.sockets(ports).forEach(table::add);
  }

  /// Starts it, and returns its id when all ports listen.
  String start(LaunchPlan plan, String image, ContainerSpec.Network network) {
    var name = installation.nameOfHolder(plan.run());
    var id = engine.create(name, spec(plan, image, network));
    try (var streams = engine.attach(id)) {
      engine.start(id);
      PortForwarder.awaitUp(streams.output(), plan.run());
      return id;
    } catch (IOException e) {
      engine.remove(id);
      throw new UncheckedIOException("the holder of a network broke off", e);
    } catch (RuntimeException e) {
      engine.remove(id);
      throw e;
    }
  }

  private ContainerSpec spec(LaunchPlan plan, String image, ContainerSpec.Network network) {
    return new ContainerSpec(
        image,
        PortForwarder.command(plan.ports()),
        user.toString(),
        namespace,
        Path.of("/"),
        PortForwarder.ENVIRONMENT,
        installation.labelsOfHolder(plan.run()),
        new Folders(binds(plan.ports()), List.of()),
        network,
        LIMITS,
        ContainerSpec.Hardening.ALL,
        false);
  }

  private static List<Bind> binds(List<Port> ports) {
    var mounts = new ArrayList<>(HostRoot.under(Path.of("/")).programs());
    mounts.addAll(PortForwarder.sockets(ports));
    return mounts.stream().map(NetworkHolder::bind).toList();
  }

  static Bind bind(Mount mount) {
    return new Bind(mount.host(), mount.container(), mount.access() == Access.READ_ONLY);
  }
}
