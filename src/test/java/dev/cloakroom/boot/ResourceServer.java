package dev.cloakroom.boot;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An API that takes access tokens of a provider, at a Unix socket: it asks the provider's userinfo
/// endpoint about each, and remembers those that were good and how often one was not.
final class ResourceServer implements AutoCloseable {
  private final URI userinfo;
  private final Listener listener;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> good = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();

  /// Opens it at `socket`.
  ///
  /// @param userinfo where the provider tells whose token one is
  ResourceServer(Path socket, URI userinfo) {
    this.userinfo = userinfo;
    this.listener =
        Listener.onSocket(
            socket,
            List.of(
                Route.get("/data", request -> answered(request, Reply.text(200, TEXT, "data\n"))),
                Route.get(
                    "/repo.git/info/refs",
                    request -> answered(request, Reply.text(200, TEXT, REFS)))),
            Limits.standard());
  }

  private static final String TEXT = "text/plain";
  private static final String REFS = "0123456789012345678901234567890123456789\trefs/heads/main\n";

  private Reply answered(Request request, Reply reply) {
    var token = request.header("authorization").map(ResourceServer::token).orElse("");
    if (isLive(token)) {
      good.add(token);
      return reply;
    }
    if (!token.isEmpty()) {
      refused.add(request.path());
    }
    return Reply.text(401, TEXT, "who are you?\n")
        .header("www-authenticate", "Basic realm=\"api\"");
  }

  /// A bearer token, or the password of Basic.
  private static String token(String authorization) {
    if (authorization.startsWith("Basic ")) {
      var pair = Base64.getDecoder().decode(authorization.substring("Basic ".length()));
      var text = new String(pair, StandardCharsets.UTF_8);
      return text.substring(text.indexOf(':') + 1);
    }
    return authorization.replace("Bearer ", "");
  }

  private boolean isLive(String token) {
    if (token.isEmpty()) {
      return false;
    }
    var request = HttpRequest.newBuilder(userinfo).header("authorization", "Bearer " + token);
    try {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The tokens that were good, once for each request.
  List<String> good() {
    return good;
  }

  /// The paths where a token was not good.
  List<String> refused() {
    return refused;
  }

  @Override
  public void close() {
    listener.close();
    client.close();
  }
}
