package dev.cloakroom.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Stands before a chaos server's token endpoint and passes requests on, so that somebody can watch
/// each one come, be granted and be answered. It also tells, as the OpenID discovery that
/// oidc-agent needs, where that endpoint is. Safe for any thread.
final class Relay implements AutoCloseable {
  private static final Pattern FAMILY = Pattern.compile("chaos-refresh\\.([^.&]+)\\.");

  private final URI server;
  private final Watcher watcher;
  private final HttpServer door;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger passing = new AtomicInteger();

  /// Hears of each refresh, on the thread that passes it on. The family is that of its token.
  interface Watcher {
    /// Watches nothing.
    Watcher NONE = (_, _) -> true;

    /// False cuts the connection instead: at [Moment#ARRIVED] the request is lost, at
    /// [Moment#GRANTED] the reply.
    boolean at(Moment moment, String family);
  }

  /// Where a refresh can be seen.
  enum Moment {
    /// It came, and has not been passed on.
    ARRIVED,
    /// The server has answered, and nobody has been told.
    GRANTED,
    /// The answer is on its way back.
    REPLIED
  }

  private Relay(URI server, Watcher watcher, HttpServer door) {
    this.server = server;
    this.watcher = watcher;
    this.door = door;
  }

  static Relay before(URI server, Watcher watcher) {
    try {
      System.setProperty("sun.net.httpserver.nodelay", "true");
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var door = HttpServer.create(address, 1024);
      var relay = new Relay(server, watcher, door);
      door.createContext("/.well-known/openid-configuration", relay::discover);
      door.createContext("/token", relay::pass);
      door.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      door.start();
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + door.getAddress().getPort());
  }

  /// How many requests are on their way.
  int passing() {
    return passing.get();
  }

  private void discover(HttpExchange exchange) throws IOException {
    var metadata =
        """
        {"issuer": "%1$s", "authorization_endpoint": "%2$s/authorize",
         "token_endpoint": "%1$s/token", "revocation_endpoint": "%2$s/revoke",
         "registration_endpoint": "%2$s/register", "jwks_uri": "%2$s/jwks",
         "scopes_supported": ["openid", "offline_access"], "response_types_supported": ["code"],
         "grant_types_supported": ["authorization_code", "refresh_token"],
         "code_challenge_methods_supported": ["S256"]}
        """
            .formatted(uri(), server);
    answer(exchange, 200, metadata.getBytes(StandardCharsets.UTF_8));
  }

  private void pass(HttpExchange exchange) throws IOException {
    passing.incrementAndGet();
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var found = FAMILY.matcher(new String(body, StandardCharsets.UTF_8));
      var family = found.find() ? found.group(1) : "";
      if (!watcher.at(Moment.ARRIVED, family)) {
        return;
      }
      var reply = client.send(forwarded(exchange, body), BodyHandlers.ofByteArray());
      if (watcher.at(Moment.GRANTED, family)) {
        answer(exchange, reply.statusCode(), reply.body());
        watcher.at(Moment.REPLIED, family);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      passing.decrementAndGet();
    }
  }

  private HttpRequest forwarded(HttpExchange exchange, byte[] body) {
    var request =
        HttpRequest.newBuilder(server.resolve("/token"))
            .header("content-type", exchange.getRequestHeaders().getFirst("content-type"))
            .POST(BodyPublishers.ofByteArray(body));
    var authorization = exchange.getRequestHeaders().getFirst("authorization");
    if (authorization != null) {
      request.header("authorization", authorization);
    }
    return request.build();
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().flush();
  }

  @Override
  public void close() {
    door.stop(0);
    client.shutdownNow();
  }
}
