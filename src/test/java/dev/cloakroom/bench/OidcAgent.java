package dev.cloakroom.bench;

import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.Authorizations;
import dev.cloakroom.oauth.BrowserVisitor;
import dev.cloakroom.oauth.Callback;
import dev.cloakroom.oauth.Discovery;
import dev.cloakroom.oauth.HttpTokenEndpoint;
import dev.cloakroom.oauth.OidcProvider;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Debian's oidc-agent, with one account at the same provider as ours.
final class OidcAgent implements AutoCloseable {
  private static final String ACCOUNT = "ana";
  private static final String CLIENT = "plain"; // it does not encode secrets
  private static final Scopes SCOPES = Scopes.of("openid", "offline_access");
  private static final URI REDIRECT = URI.create("http://127.0.0.1:4242/callback");
  private static final int LONGEST_START = 5_000;

  private final Path folder;
  private final Process process;

  private OidcAgent(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /// Starts it and loads its account; what it keeps goes to `folder`.
  static OidcAgent start(Path folder, OidcProvider server) {
    var login = new Login(server.issuer(), CLIENT, OidcProvider.PLAIN_SECRET, authorize(server));
    return start(folder, login);
  }

  /// The same with a refresh token that is at hand.
  static OidcAgent start(Path folder, Login login) {
    var agent = launch(folder);
    try {
      agent.load(login);
    } catch (RuntimeException | Error e) {
      agent.close();
      throw e;
    }
    return agent;
  }

  /// Starts it again on what it kept, and has it load its account from there; empty when it can't.
  static Optional<OidcAgent> startAgain(Path folder) {
    var agent = launch(folder);
    var line = List.of("oidc-add", ACCOUNT, "--pw-cmd=echo bench");
    if (new Command(line, environment(folder)).succeeds()) {
      return Optional.of(agent);
    }
    agent.close();
    return Optional.empty();
  }

  private static OidcAgent launch(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(folder.resolve("agent"));
      // without this it waits for ever once a refresh token is dead
      var line =
          List.of(
              "oidc-agent",
              "--console",
              "--no-autoreauthenticate",
              "--socket-path=" + folder.resolve("agent"));
      var process = new Command(line, environment(folder)).start(Redirect.DISCARD);
      var agent = new OidcAgent(folder, process);
      agent.awaitSocket();
      return agent;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What it needs to be given an account.
  record Login(URI issuer, String client, String password, Secret refresh) {}

  private void awaitSocket() {
    for (int tries = 0; !Files.exists(socket()); tries++) {
      if (tries == LONGEST_START || !process.isAlive()) {
        throw new AssertionError("oidc-agent does not start");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void load(Login login) {
    var line =
        List.of(
            "oidc-gen",
            ACCOUNT,
            "--manual",
            "--prompt=none",
            "--confirm-default",
            "--iss=" + login.issuer,
            "--client-id=" + login.client,
            "--client-secret=" + login.password,
            "--redirect-uri=http://localhost:4242",
            "--scope=" + SCOPES,
            "--pw-cmd=echo bench",
            "--rt-env");
    var environment = new HashMap<>(environment(folder));
    login.refresh.useText(text -> environment.put("OIDC_REFRESH_TOKEN", text));
    new Command(line, environment).run();
  }

  /// A refresh token of its own: two holders of one would kill each other's.
  private static Secret authorize(OidcProvider server) {
    var web = Web.open();
    var clock = Clock.systemUTC();
    var discovery = new Discovery(web, clock);
    var provider = discovery.discovered(provider(server));
    var authorizations = new Authorizations(new SecureRandom());
    var begun = authorizations.begin(provider, REDIRECT, SCOPES);
    var end = BrowserVisitor.named(ACCOUNT).visit(begun.uri(), REDIRECT.toString());
    var callback = (Callback.Code) authorizations.read(provider, query(end.uri()));
    var outcome =
        new HttpTokenEndpoint(web, discovery, clock)
            .exchange(provider, callback.code(), begun.codeVerifier(), REDIRECT);
    return Objects.requireNonNull(((TokenOutcome.Granted) outcome).reply().refresh());
  }

  private static Provider provider(OidcProvider server) {
    var client = new Client(CLIENT, Secret.of(OidcProvider.PLAIN_SECRET), Client.Auth.BASIC);
    return new Provider(
        "local",
        server.issuer(),
        Endpoints.UNKNOWN,
        client,
        Scopes.NONE,
        Map.of(),
        Map.of(),
        List.of(),
        Quirks.STRICT);
  }

  private static Map<String, String> query(URI uri) {
    return Stream.of(uri.getQuery().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static Map<String, String> environment(Path folder) {
    return Map.of(
        "OIDC_CONFIG_DIR", folder.toString(), "OIDC_SOCK", folder.resolve("agent").toString());
  }

  Path socket() {
    return folder.resolve("agent");
  }

  /// What asks it for the token that it has.
  byte[] question() {
    return question(0);
  }

  /// What makes it refresh: asks for a token that lives longer than any does.
  byte[] forcingQuestion() {
    return question(1_000_000);
  }

  private static byte[] question(int seconds) {
    return Bytes.of(
        "{\"request\":\"access_token\",\"account\":\""
            + ACCOUNT
            + "\",\"min_valid_period\":"
            + seconds
            + ",\"application_hint\":\"bench\"}");
  }

  /// Ends it as the kernel does when memory runs out.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Its own one-shot command.
  Command command() {
    return new Command(List.of("oidc-token", ACCOUNT), environment(folder));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
