package dev.cloakroom.boot;

import dev.cloakroom.cli.Surroundings.Browser;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.playground.PlaygroundProvider;
import dev.cloakroom.playground.PlaygroundSettings;
import dev.cloakroom.store.DurableFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A host in this JVM with one provider, `local`, a playground; and a person who types commands,
/// and gets their links here instead of in a browser.
final class PlaygroundHome implements AutoCloseable {
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(2);
  private static final int PATIENCE_SECONDS = 20;

  private final Path work;
  private final PlaygroundProvider provider;
  private final Listener providerPort;
  private final Host host;
  private final BlockingQueue<URI> links = new LinkedBlockingQueue<>();

  PlaygroundHome(Path folder) {
    this.work = folder.resolve("work");
    DurableFile.privateFolder(work);
    var issuer = new CompletableFuture<URI>();
    var redirects = List.of(URI.create("http://127.0.0.1/callback"));
    var settings = new PlaygroundSettings(issuer::join, redirects, TOKEN_LIFE, "");
    this.provider = new PlaygroundProvider(settings, Clock.systemUTC(), new SecureRandom());
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.providerPort = Listener.onPort(anyPort, provider.routes(), Limits.standard());
    issuer.complete(issuer());
    var places = Places.in(folder.resolve("home"));
    this.host = Host.open(places, Settings.of(settings(), folder), "/usr/bin:/bin");
  }

  private Map<String, Object> settings() {
    var local =
        Map.of(
            "issuer",
            issuer().toString(),
            "client",
            Map.of("id", PlaygroundProvider.CLIENT_ID, "auth", "none"),
            "scopes",
            List.of("profile", "offline_access"),
            "aliases",
            Map.of("local-calendar", List.of("calendar")));
    return Map.of("console", Map.of("port", 0), "providers", Map.of("local", local));
  }

  /// The provider's address.
  URI issuer() {
    return URI.create("http://127.0.0.1:" + providerPort.port());
  }

  /// The console's address.
  URI base() {
    return host.base();
  }

  /// The folder where the person types.
  Path work() {
    return work;
  }

  PlaygroundProvider provider() {
    return provider;
  }

  /// Where the person types; links that commands open are taken by [#link].
  Prompt prompt() {
    return prompt(link -> links.add(URI.create(link)));
  }

  /// Where somebody types who opens links otherwise: [Prompt#person], say.
  Prompt prompt(Browser browser) {
    return new Prompt(host.places().socket(), work, browser);
  }

  /// The next link that a command opened.
  URI link() {
    try {
      var link = links.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (link == null) {
        throw new AssertionError("no command opened a link");
      }
      return link;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// A link into the console.
  URI consoleLink() {
    prompt().run("console");
    return link();
  }

  @Override
  public void close() {
    host.close();
    providerPort.close();
  }
}
