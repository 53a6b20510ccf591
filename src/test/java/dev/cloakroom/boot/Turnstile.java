package dev.cloakroom.boot;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Stands before a server's token endpoint: passes every request on, remembers the tokens that come
/// back, and holds requests while it is shut.
final class Turnstile implements AutoCloseable {
  private static final Pattern TOKEN =
      Pattern.compile("\"(access_token|refresh_token)\":\"([^\"]+)\"");

  private final URI endpoint;
  private final Listener listener;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<String> refreshTokens = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  Turnstile(URI endpoint) {
    this.endpoint = endpoint;
    this.listener =
        Listener.onPort(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(Route.post("/token", this::pass)),
            Limits.standard());
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listener.port() + "/token");
  }

  /// Holds what comes from now on.
  void shut() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  /// Every access and refresh token that came back.
  List<String> tokens() {
    return tokens;
  }

  /// The refresh tokens among them.
  List<String> refreshTokens() {
    return refreshTokens;
  }

  /// The access tokens among them.
  List<String> accessTokens() {
    return tokens.stream().filter(token -> !refreshTokens.contains(token)).toList();
  }

  /// Sends the newest refresh token once more, as the client `native`; returns the answer.
  String sendLastRefreshToken() {
    var form = "grant_type=refresh_token&client_id=native&refresh_token=" + refreshTokens.getLast();
    var request =
        HttpRequest.newBuilder(endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    return answer(request).body();
  }

  private Reply pass(Request request) {
    awaitOpen();
    var forward = HttpRequest.newBuilder(endpoint);
    for (var name : List.of("content-type", "authorization", "accept")) {
      request.header(name).ifPresent(value -> forward.header(name, value));
    }
    var answer = answer(forward.POST(BodyPublishers.ofByteArray(request.body())));
    remember(answer.body());
    return Reply.json(answer.statusCode(), answer.body());
  }

  private void awaitOpen() {
    try {
      if (!gate.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody opened the turnstile");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> answer(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void remember(String answer) {
    var found = TOKEN.matcher(answer);
    while (found.find()) {
      tokens.add(found.group(2));
      if (found.group(1).startsWith("refresh")) {
        refreshTokens.add(found.group(2));
      }
    }
  }

  @Override
  public void close() {
    open();
    listener.close();
    client.close();
  }
}
