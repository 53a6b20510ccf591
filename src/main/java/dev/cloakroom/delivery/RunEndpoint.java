package dev.cloakroom.delivery;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.RateLimit;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.Share;
import dev.cloakroom.workload.Grant;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The authorization server and the metadata servers of one run, which it reaches at a port of its
/// own loopback, and nobody else does. Each grant of mode `token-endpoint` or `metadata` has a part
/// of it under its name. What a run holds to ask with are phantoms: they are made for this
/// endpoint, are good here only, and die with it (promise P8). Safe for any thread.
///
/// Phantom refresh tokens are not rotated. RFC 9700 section 4.14 asks that a public client's
/// refresh token is bound to its sender or rotated, so that a stolen one shows itself. These are
/// bound: whoever can present one is inside the run's network, where the token that it gives is at
/// hand anyway. Rotation would break tools that can't save, and those that lose a reply, for
/// nothing. So the same phantom asked again gets the same reply, as long as that token is the
/// account's current one. What shows itself is the use of a phantom at another place: of another
/// run, of another grant, of one that was revoked. It is refused with `invalid_grant`, and told
/// once.
///
/// A refusal with 4xx makes tools throw their login away, which nobody mends for them. It is for
/// phantoms that are not good here, and for grants that have ended. Whatever may pass (a provider
/// that is down, an account that waits for its person, an audit that can't be written) is 503 with
/// `Retry-After`, and only once there is no token left that still lives (promise P12).
public final class RunEndpoint implements AutoCloseable {
  /// Where the run finds it, at 127.0.0.1.
  public static final int PORT = 8181;

  private static final int MOST_CONNECTIONS = 32;
  private static final int LARGEST_BODY = 64 << 10;
  private static final int PER_SECOND = 200;
  static final int BURST = 400;

  private final Path socket;
  private final PartTable parts;
  private final Listener listener;

  /// Opens the endpoint at a Unix socket that is not there yet, in a folder of the host.
  public RunEndpoint(
      Path socket,
      Tenant tenant,
      Broker broker,
      Dialects dialects,
      RandomGenerator random,
      Clock clock) {
    this(
        socket,
        tenant,
        new PartTable(tenant, dialects::dialect, random),
        new Supply(tenant, broker, clock),
        System::nanoTime);
  }

  RunEndpoint(Path socket, Tenant tenant, PartTable parts, Supply supply, LongSupplier nanoTime) {
    this.socket = socket;
    this.parts = parts;
    var routes = new ArrayList<Route>();
    routes.addAll(new TokenDesk(parts, supply, tenant).routes());
    routes.addAll(new ComputeDesk(parts, supply).routes());
    routes.addAll(new CloudDesk(parts, supply).routes());
    this.listener =
        Listener.onSocket(
            socket,
            List.copyOf(routes),
            Limits.standard().withMaxConnections(MOST_CONNECTIONS).withMaxBody(LARGEST_BODY),
            new RateLimit(PER_SECOND, BURST, tenant::hammers, nanoTime));
  }

  /// Where a run finds the part of the grant of that name.
  public static URI at(String name) {
    return URI.create("http://127.0.0.1:%d/%s".formatted(PORT, name));
  }

  /// Where it is on the host.
  public Path socket() {
    return socket;
  }

  /// Lets whoever bridges the port open its socket.
  public void giveTo(Share share) {
    DurableFile.give(socket, share);
  }

  /// Opens the part of a grant, and tells what the run holds of it instead of secrets; the same for
  /// the same grant, whatever its ceiling. It answers as long as the tenant has the grant.
  ///
  /// @throws Problem `metadata-taken` when another grant is behind the metadata server of Google
  public Phantoms open(Grant grant) {
    return parts.open(grant).phantoms();
  }

  /// Ends all phantoms. Replies that are under way have a moment to end.
  @Override
  public void close() {
    parts.clear();
    listener.close();
  }
}
