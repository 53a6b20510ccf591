package dev.cloakroom.chaos;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An authorization server on a port of this machine that misbehaves on order.
///
/// It listens from its start to its close. Each connection has a virtual thread. Without orders it
/// behaves: code grant with PKCE, device grant, refresh with strict rotation, revocation,
/// introspection, metadata. Orders come by HTTP, see `docs/chaos.md`. Safe for any thread.
public final class ChaosServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Realm realm;
  private final TokenDesk tokens;
  private final LoginDesk logins;
  private final ScriptDesk script;

  private ChaosServer(ServerSocket door, Clock clock) {
    this.door = door;
    var issuer = URI.create("http://127.0.0.1:" + door.getLocalPort());
    this.realm = new Realm(issuer, clock, new SecureRandom());
    this.logins = new LoginDesk(realm);
    this.tokens = new TokenDesk(realm, logins);
    this.script = new ScriptDesk(realm);
  }

  /// Starts one on a port of the loopback address; port 0 takes any that is free.
  public static ChaosServer start(int port, Clock clock) {
    try {
      var door = new ServerSocket();
      try {
        door.bind(new InetSocketAddress(loopback(), port), BACKLOG);
      } catch (IOException | RuntimeException e) {
        door.close();
        throw e;
      }
      var server = new ChaosServer(door, clock);
      Thread.ofVirtual().name("cloakroom-chaos").start(server::accept);
      return server;
    } catch (BindException e) {
      throw new Problem(
          Kind.FAILED,
          "port-taken",
          "Port %d on 127.0.0.1 can't be had, most likely another program has it: stop that, or name another port."
              .formatted(port),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Its address, which is its issuer too.
  public URI uri() {
    return realm.issuer();
  }

  /// Closes it and all its connections.
  @Override
  public void close() {
    closeQuietly(door);
    sockets.forEach(ChaosServer::closeQuietly);
  }

  static Reply notFound() {
    return Reply.error(404, "not_found", "nothing is here");
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var socket = door.accept();
        sockets.add(socket);
        if (door.isClosed()) {
          closeQuietly(socket); // it came in while the door was falling shut
        } else {
          Thread.ofVirtual().name("cloakroom-chaos-line").start(() -> serve(socket));
        }
      } catch (IOException _) {
        Thread.onSpinWait(); // closed, or a client that left before it was let in
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var connection = new Connection(socket, realm.pauses());
      for (var call = connection.read(); call != null; call = connection.read()) {
        if (!connection.write(answer(call))) {
          return;
        }
      }
    } catch (IOException _) {
      // the client left, or sent what is no HTTP: the connection ends
    } finally {
      sockets.remove(socket);
    }
  }

  private Reply answer(Call call) throws IOException {
    if (call.path().startsWith("/chaos/")) {
      return script.answer(call);
    }
    return switch (call.method() + " " + call.path()) {
      case "GET /.well-known/oauth-authorization-server" -> metadata();
      case "GET /authorize" -> logins.authorize(call);
      case "POST /device_authorization" -> logins.device(call);
      case "POST /token" -> tokens.token(call);
      case "POST /revoke" -> tokens.revoke(call);
      case "POST /introspect" -> tokens.introspect(call);
      case "GET /userinfo" -> tokens.userinfo(call);
      case "GET /elsewhere", "POST /elsewhere" -> tokens.elsewhere(call);
      default -> notFound();
    };
  }

  private Reply metadata() {
    var issuer = realm.issuer().toString();
    return Reply.json(
        200,
        Json.object(
            "issuer",
            issuer,
            "authorization_endpoint",
            issuer + "/authorize",
            "token_endpoint",
            issuer + "/token",
            "device_authorization_endpoint",
            issuer + "/device_authorization",
            "revocation_endpoint",
            issuer + "/revoke",
            "introspection_endpoint",
            issuer + "/introspect",
            "userinfo_endpoint",
            issuer + "/userinfo",
            "response_types_supported",
            List.of("code"),
            "grant_types_supported",
            List.of("authorization_code", "refresh_token", LoginDesk.DEVICE_GRANT),
            "code_challenge_methods_supported",
            List.of("S256"),
            "token_endpoint_auth_methods_supported",
            List.of("none", "client_secret_basic", "client_secret_post"),
            "authorization_response_iss_parameter_supported",
            true));
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception _) { // it is over either way
    }
  }
}
