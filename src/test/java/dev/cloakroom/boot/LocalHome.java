package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.oauth.OidcProvider;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.wire.TokenView;
import dev.cloakroom.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A home whose settings name one provider, `local`: an [OidcProvider], its token endpoint behind a
/// [Turnstile].
final class LocalHome implements AutoCloseable {
  private final Places places;
  private final OidcProvider server;
  private final Turnstile turnstile;

  LocalHome(Path folder, OidcProvider server) {
    this.places = Places.in(folder.resolve("home"));
    this.server = server;
    this.turnstile = new Turnstile(server.issuer().resolve("/token"));
    settle("{id: native, auth: none}");
  }

  /// The same with a client that has a secret.
  LocalHome confidential() {
    write(secretFile(), OidcProvider.SECRET);
    settle("{id: confidential, secret-file: %s, auth: basic}".formatted(secretFile()));
    return this;
  }

  private void settle(String client) {
    DurableFile.privateFolder(places.home());
    write(
        places.home().resolve("cloakroom.yaml"),
        """
        console: {port: 0}
        providers:
          local:
            issuer: %s
            token-endpoint: %s
            client: %s
            scopes: [openid, offline_access]
            api-hosts: [127.0.0.1:4000, 127.0.0.1:4300]
            aliases: {local-calendar: [calendar]}
        """
            .formatted(server.issuer(), turnstile.address(), client));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return places.home();
  }

  Path secretFile() {
    return places.home().resolve("client.secret");
  }

  Turnstile turnstile() {
    return turnstile;
  }

  Host open() {
    return open("/usr/bin:/bin");
  }

  /// The same with programs of other places.
  Host open(String path) {
    return Host.open(places, Settings.read(places.configuration()), path);
  }

  /// Where the folders of its runs are.
  Path runs() {
    return places.runs();
  }

  Prompt prompt() {
    return new Prompt(places.socket(), places.home(), Prompt.person("ana"));
  }

  void connect() {
    var connect = prompt().run("connect", "local", "--as", "ana");
    assertThat(connect.exit()).as(connect.toString()).isZero();
  }

  /// Connects, and closes the host again; returns the token that it had last.
  TokenView connectAndLeave() {
    try (var _ = open()) {
      connect();
      return ask();
    }
  }

  TokenView ask(String... options) {
    var arguments = new ArrayList<>(List.of("token", "local/ana", "--as", "json"));
    arguments.addAll(List.of(options));
    return read(prompt().run(arguments.toArray(String[]::new)));
  }

  static TokenView read(Prompt.Typed token) {
    assertThat(token.exit()).as(token.toString()).isZero();
    return Wire.read(TokenView.class, token.out());
  }

  /// Lets so many ask, calls `all` once all have reached the host, and counts their answers by the
  /// token's generation.
  Map<Long, Long> askAtOnce(int askers, Runnable all) {
    var asking = new ArrayList<Prompt.Typed>();
    for (int asker = 0; asker < askers; asker++) {
      asking.add(prompt().start("token", "local/ana", "--as", "json"));
    }
    Patience.until(() -> connections() >= askers, () -> askers + " at the host's socket");
    all.run();
    return asking.stream()
        .map(LocalHome::read)
        .collect(Collectors.groupingBy(TokenView::generation, Collectors.counting()));
  }

  /// How many clients the host's socket has right now, as the kernel knows it.
  private long connections() {
    try (var sockets = Files.lines(Path.of("/proc/net/unix"))) {
      return sockets.filter(line -> line.endsWith(" " + places.socket())).count() - 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    turnstile.close();
  }
}
