package dev.cloakroom.oauth;

import dev.cloakroom.NpmPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// A real authorization server that we did not write: npm `oidc-provider`, rotation on, reuse of a
/// spent refresh token kills the whole grant.
///
/// Its public client is `native`, its confidential ones `confidential` and `plain`. Needs node and
/// npm; what it needs from npm goes to `target/`.
public final class OidcProvider implements AutoCloseable {
  /// The secret of the client `confidential`.
  public static final String SECRET = "a secret: of + the client";

  /// The secret of the client `plain`, which needs no encoding.
  public static final String PLAIN_SECRET = "plain-secret";

  private final Process process;
  private final URI issuer;

  /// What the server counted.
  ///
  /// @param grants granted token requests by grant type
  /// @param revoked how many grants were revoked
  public record Stats(Map<String, Long> grants, long revoked) {
    /// How many refreshes were granted.
    public long refreshes() {
      return grants.getOrDefault("refresh_token", 0L);
    }
  }

  private OidcProvider(Process process, URI issuer) {
    this.process = process;
    this.issuer = issuer;
  }

  /// Starts one whose access tokens live for `lifetime`, with redirects to `/callback`.
  public static OidcProvider start(Duration lifetime) {
    return start(lifetime, "/callback");
  }

  /// Starts one whose clients redirect to `redirectPath` on this machine, at any port.
  public static OidcProvider start(Duration lifetime, String redirectPath) {
    try {
      var folder = NpmPackages.installed("oidc-provider");
      int port = freePort();
      var builder = new ProcessBuilder("node", "server.mjs").directory(folder.toFile());
      builder.environment().put("PORT", Integer.toString(port));
      builder.environment().put("ACCESS_TTL", Long.toString(lifetime.toSeconds()));
      builder.environment().put("REDIRECT_PATH", redirectPath);
      var process = builder.redirectErrorStream(true).start();
      awaitReady(process);
      return new OidcProvider(process, URI.create("http://127.0.0.1:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException("these tests need node and npm", e);
    }
  }

  /// Its issuer, from which everything else is discovered.
  public URI issuer() {
    return issuer;
  }

  /// What it counted so far.
  public Stats stats() {
    var heard = Web.open().send(HttpRequest.newBuilder(issuer.resolve("/_stats")).GET());
    var json = Json.read(((Heard.Answer) heard).body()).orElseThrow();
    var grants = new HashMap<String, Long>();
    ((Map<?, ?>) Objects.requireNonNull(json.value("grants")))
        .forEach((type, count) -> grants.put((String) type, ((Number) count).longValue()));
    return new Stats(grants, Long.parseLong(json.textOrNumber("revoked").orElseThrow()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Reads what it prints, to the end; returns as soon as it says that it listens.
  private static void awaitReady(Process process) {
    var ready = new CompletableFuture<Void>();
    Thread.ofVirtual().start(() -> follow(process, ready));
    try {
      ready.orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly();
      throw new AssertionError("oidc-provider does not start", e);
    }
  }

  private static void follow(Process process, CompletableFuture<Void> ready) {
    var said = new StringBuilder();
    try (var output = process.inputReader()) {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        said.append(line).append('\n');
        if (line.equals("ready")) {
          ready.complete(null);
        }
      }
      ready.completeExceptionally(new IOException(said.toString()));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }
}
