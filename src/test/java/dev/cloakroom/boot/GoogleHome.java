package dev.cloakroom.boot;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Route;
import dev.cloakroom.playground.CalendarApi;
import dev.cloakroom.playground.PlaygroundProvider;
import dev.cloakroom.playground.PlaygroundSettings;
import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A home whose settings make `google` a provider on this machine, with a calendar behind it, and a
/// folder to work in.
final class GoogleHome implements AutoCloseable {
  /// What a script inside says first, to call `$api PATH [curl options]` on its run's socket.
  static final String API =
      """
      api() { path=$1; shift
        curl -sS --fail-with-body --unix-socket "$CLOAKROOM_SOCKET" \
          -H "Authorization: Bearer $(cat "$CLOAKROOM_CREDENTIAL")" \
          -H 'Content-Type: application/json' "http://localhost$path" "$@"; }
      """;

  /// Asks for consent inside, waits until it is given, and prints the answer.
  static final String ASK =
      "api /v1/consents -d '{\"provider\":\"google-calendar\",\"wait_seconds\":30}'\n";

  static final String TOKEN_FILE = "/workspace/tokens/google-calendar.json";

  private final Deque<Listener> listeners = new ArrayDeque<>();
  private final Places places;
  private final Path work;
  private final URI calendar;

  GoogleHome(Path folder, Duration tokenLife) {
    this(folder, tokenLife, "127.0.0.1:1");
  }

  /// One whose tokens may be sent to `apiHost` too.
  GoogleHome(Path folder, Duration tokenLife, String apiHost) {
    this.places = Places.in(folder.resolve("home"));
    this.work = folder.resolve("work");
    var issuer = new CompletableFuture<URI>();
    var settings =
        new PlaygroundSettings(
            issuer::join, List.of(URI.create("http://127.0.0.1/callback")), tokenLife, "");
    var provider = new PlaygroundProvider(settings, Clock.systemUTC(), new SecureRandom());
    issuer.complete(listen(provider.routes()));
    this.calendar = listen(new CalendarApi(provider, Clock.systemUTC()).routes());
    DurableFile.privateFolder(work);
    settle(issuer.join(), apiHost);
  }

  private URI listen(List<Route> routes) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    listeners.push(Listener.onPort(address, routes, Limits.standard()));
    return URI.create("http://127.0.0.1:" + listeners.getFirst().port());
  }

  private void settle(URI issuer, String apiHost) {
    DurableFile.privateFolder(places.home());
    write(
        places.home().resolve("cloakroom.yaml"),
        """
        console: {port: 0}
        providers:
          google:
            issuer: %1$s
            authorization-endpoint: %1$s/authorize
            token-endpoint: %1$s/token
            revocation-endpoint: %1$s/revoke
            device-authorization-endpoint: %1$s/device_authorization
            userinfo-endpoint: %1$s/userinfo
            client: {id: %2$s, auth: none}
            scopes: [profile, offline_access]
            scope-names: {calendar: calendar, calendar.events: calendar.events}
            api-hosts: ["%3$s", "%4$s"]
            aliases: {google-calendar: [calendar, calendar.events]}
            quirks: {rotation: single-use, callback-issuer: true}
        """
            .formatted(issuer, PlaygroundProvider.CLIENT_ID, calendar.getAuthority(), apiHost));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Host open() {
    return Host.open(places, Settings.read(places.configuration()), "/usr/bin:/bin");
  }

  Places places() {
    return places;
  }

  /// The working folder of its runs.
  Path work() {
    return work;
  }

  URI calendar() {
    return calendar;
  }

  Prompt prompt() {
    return new Prompt(places.socket(), work, Prompt.person("Ana"));
  }

  /// Starts a script in a run of `workload`, which may ask for the calendar.
  Prompt.Typed start(String workload, String script) {
    return start(List.of("--workload", workload), script);
  }

  /// The same in a run of no workload that lasts.
  Prompt.Typed start(String script) {
    return start(List.of(), script);
  }

  private Prompt.Typed start(List<String> options, String script) {
    var line =
        new ArrayList<>(
            List.of("run", "--network", "host", "--timeout", "40s", "--grant", "google-calendar"));
    line.addAll(options);
    line.addAll(List.of("--", "sh", "-c", "set -e\n" + API + script));
    return prompt().start(line.toArray(String[]::new));
  }

  /// The folders of runs that are there now.
  List<Path> runFolders() {
    try (var folders = Files.list(places.runs())) {
      return folders.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    listeners.forEach(Listener::close);
  }
}
