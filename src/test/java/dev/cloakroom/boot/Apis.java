package dev.cloakroom.boot;

import dev.cloakroom.NpmPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The APIs that real tools call, at a Unix socket: `src/test/node/tools/apis.mjs`, which asks the
/// provider whether each token is live.
final class Apis implements AutoCloseable {
  private final Process process;

  private Apis(Process process) {
    this.process = process;
  }

  static Apis at(Path socket, URI issuer) {
    var folder = NpmPackages.installed("tools");
    var builder = new ProcessBuilder("node", "apis.mjs").directory(folder.toFile());
    builder.environment().put("ISSUER", issuer.toString());
    builder.environment().put("LISTEN", socket.toString());
    try {
      var process = builder.redirectErrorStream(true).start();
      var ready = new CompletableFuture<String>();
      Thread.ofVirtual().start(() -> follow(process, ready));
      if (!"ready".equals(ready.completeOnTimeout("", 30, TimeUnit.SECONDS).join())) {
        process.destroyForcibly();
        throw new AssertionError("the APIs do not start");
      }
      return new Apis(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads what it prints, to the end.
  private static void follow(Process process, CompletableFuture<String> ready) {
    process.inputReader().lines().forEach(ready::complete);
    ready.complete("");
  }

  @Override
  public void close() {
    process.destroy();
  }
}
