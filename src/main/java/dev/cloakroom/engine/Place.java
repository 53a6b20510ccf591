package dev.cloakroom.engine;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/// Where an engine of this machine listens.
///
/// @param name as it was found, such as `unix:///var/run/docker.sock`
/// @param address its socket or port
public record Place(String name, SocketAddress address) {
  private static final int USUAL_PORT = 2375;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  static Place of(Path socket) {
    return new Place("unix://" + socket, UnixDomainSocketAddress.of(socket));
  }

  /// Reads an address as Docker writes it.
  ///
  /// @param source who says so, for the message when it is of no use
  /// @throws Problem `engine-remote` or `bad-engine-address`
  static Place of(String address, String source) {
    try {
      var url = URI.create(address);
      return switch (String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT)) {
        case "unix" -> socket(url, source);
        case "tcp", "http" -> onLoopback(url, source);
        case "ssh" -> throw remote(source);
        default -> throw unknown(source);
      };
    } catch (IllegalArgumentException _) {
      throw unknown(source);
    }
  }

  private static Place socket(URI url, String source) {
    var path = url.getPath();
    if (path == null || path.isEmpty()) {
      throw unknown(source);
    }
    return of(Path.of(path));
  }

  private static Place onLoopback(URI url, String source) {
    if (url.getHost() == null || !LOOPBACK.contains(url.getHost())) {
      throw remote(source);
    }
    int port = url.getPort() < 0 ? USUAL_PORT : url.getPort();
    return new Place(
        "tcp://" + url.getHost() + ":" + port, new InetSocketAddress(url.getHost(), port));
  }

  private static Problem remote(String source) {
    return new Problem(
        Kind.REFUSED,
        "engine-remote",
        "%s names an engine on another machine, which can't mount this machine's folders and sockets: run Cloakroom there, or choose an engine here."
            .formatted(source));
  }

  private static Problem unknown(String source) {
    return new Problem(
        Kind.USAGE,
        "bad-engine-address",
        "%s is no address of an engine: write it like unix:///var/run/docker.sock."
            .formatted(source));
  }
}
