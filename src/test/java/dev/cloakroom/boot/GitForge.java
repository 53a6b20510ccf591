package dev.cloakroom.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/// A place where people keep repositories of git: one is there, for whoever's password is a live
/// token. It remembers who was let in, and can be told to refuse a password.
final class GitForge implements AutoCloseable {
  final List<String> users = new CopyOnWriteArrayList<>();
  final List<String> passwords = new CopyOnWriteArrayList<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Path folder;
  private final HttpServer server;
  private volatile Predicate<String> lives = _ -> false;

  /// Makes a repository with one file in `folder`, and serves it.
  static GitForge in(Path folder) throws IOException, InterruptedException {
    var script =
        """
        set -e
        git init -q "$1/work"
        cd "$1/work"
        echo hello > greeting
        git add greeting
        git -c user.name=Ana -c user.email=ana@example.com commit -qm Greet
        git clone -q --bare . "$1/repo.git"
        git -C "$1/repo.git" update-server-info
        """;
    var process = new ProcessBuilder("sh", "-c", script, "sh", folder.toString()).inheritIO();
    if (process.start().waitFor() != 0) {
      throw new AssertionError("no repository could be made");
    }
    return new GitForge(folder);
  }

  private GitForge(Path folder) throws IOException {
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /// What tells whether a password is a live token.
  void lets(Predicate<String> check) {
    lives = check;
  }

  /// From now on nobody gets in with that password.
  void refuse(String password) {
    refused.add(password);
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  String repository() {
    return "http://" + host() + "/repo.git";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var file = folder.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
      if (!admits(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"forge\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (file.startsWith(folder) && Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(200, 0);
        Files.copy(file, exchange.getResponseBody());
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean admits(String authorization) {
    if (authorization == null || !authorization.startsWith("Basic ")) {
      return false;
    }
    var decoded = Base64.getDecoder().decode(authorization.substring("Basic ".length()));
    var words = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
    users.add(words[0]);
    passwords.add(words[1]);
    return !refused.contains(words[1]) && lives.test(words[1]);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
