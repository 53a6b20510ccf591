package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The command that leads ports to sockets: a shell that starts a socat for each port, says `up`
/// when all listen, and stays. It is put into the network namespace that the ports are for, and
/// finds the sockets mounted. Without ports it only stays.
///
/// A connection half closed is kept open the other way for five minutes. More than 256 connections
/// at a time wait.
final class PortForwarder {
  static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");

  private static final String SCRIPT =
      """
      trap 'exit 1' TERM
      for port; do
        {
          socat -t 300 \\
            "TCP4-LISTEN:$port,bind=127.0.0.1,fork,nodelay,backlog=128,max-children=256" \\
            "UNIX-CONNECT:/ports/$port"
          kill $$
        } &
        looks=0
        until grep -q "$(printf ':%04X 00000000:0000 0A' "$port")" /proc/net/tcp; do
          looks=$((looks + 1))
          [ $looks -lt 1000 ] || exit 1
          sleep 0.01
        done
      done
      echo up
      exec >/dev/null
      [ $# -gt 0 ] || exec sleep infinity
      wait
      """;
  private static final byte[] UP = "up\n".getBytes(StandardCharsets.US_ASCII);

  private PortForwarder() {}

  static List<String> command(List<Port> ports) {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
    ports.forEach(port -> command.add(String.valueOf(port.number())));
    return command;
  }

  /// The sockets at the places where the command looks for them.
  static List<Mount> sockets(List<Port> ports) {
    return ports.stream()
        .map(port ->
            new Mount(
                port.socket(),
                Path.of("/ports", String.valueOf(port.number())),
                Access.READ_ONLY,
                port.why()))
        .toList();
  }

  /// Waits until all ports listen.
  ///
  /// @param output the command's
  /// @throws Problem when it has ended instead
  static void awaitUp(InputStream output, String run) throws IOException {
    if (!Arrays.equals(output.readNBytes(UP.length), UP)) {
      throw new Problem(
          Kind.FAILED,
          "network-not-made",
          "The ports of run %s could not be opened: see that socat starts here, and choose no port below 1024."
              .formatted(run));
    }
  }
}
