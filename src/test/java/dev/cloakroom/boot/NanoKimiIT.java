package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.nanokimi.ForeignCheckout;
import dev.cloakroom.oauth.OidcProvider;
import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A foreign checkout of NanoKimi whose login is one of a real server that rotates, and kills the
/// login when a spent refresh token comes back.
@Timeout(120)
class NanoKimiIT {
  private static final Duration LIFETIME = Duration.ofSeconds(4);

  @TempDir private Path folder;

  @Test
  void isSetUpUndoneAndBroughtOverWithoutLosingItsLogin() throws IOException {
    try (var server = OidcProvider.start(LIFETIME);
        var login = new LocalHome(folder.resolve("login"), server)) {
      var newest = login(login, 2);
      var foreign = checkout(newest);

      var setup = setup(foreign);
      assertThat(setup.out()).contains("Only OAuth token", "Least privilege");
      assertThat(foreign.path("data/oauth-token/kimi-code.json")).content().contains(newest);
      assertThat(setup(foreign).out()).startsWith("Nothing to do.");
      setup(foreign, "--undo");
      assertThat(foreign.path("data/credentials/kimi-code.json")).content().contains(newest);

      migrate(server, foreign, newest);
      assertThat(login.turnstile().sendLastRefreshToken()).contains("invalid_grant");
    }
  }

  /// A login that was refreshed so many times; returns its newest refresh token.
  private static String login(LocalHome login, int refreshes) {
    try (var _ = login.open()) {
      login.connect();
      Patience.until(
          () -> {
            login.ask("--min-ttl", "3s");
            return login.turnstile().refreshTokens().size() > refreshes;
          },
          () -> "refreshes");
    }
    return login.turnstile().refreshTokens().getLast();
  }

  private ForeignCheckout checkout(String newest) {
    var now = Clock.systemUTC().instant();
    return ForeignCheckout.in(folder)
        .register("family")
        .put("oauth-token", json("unreal-1", now.minusSeconds(7200)))
        .put("credentials", json(newest, now))
        .put("host", json("unreal-2", now.minusSeconds(3600)));
  }

  private static String json(String refresh, Instant issued) {
    return ForeignCheckout.json("unreal-access", refresh, issued);
  }

  private void migrate(OidcProvider server, ForeignCheckout foreign, String newest)
      throws IOException {
    var places = Places.in(folder.resolve("home"));
    settle(places, server);
    var machine = new Machine(foreign.person, "/usr/bin:/bin", EngineSearch.nowhere());
    var prompt = new Prompt(places.socket(), places.home(), _ -> {});
    try (var _ = Host.open(places, Settings.read(places.configuration()), machine)) {
      var migrated = prompt.run("migrate", "nanokimi", foreign.folder.toString(), "--as", "kai");
      assertThat(migrated.exit()).as(migrated.toString()).isZero();
      assertThat(migrated.out()).contains("becomes kimi-code/kai", "loses its refresh token");

      var first = token(prompt);
      Patience.until(() -> !token(prompt).equals(first), () -> "another refresh");
      assertThat(prompt.run("grants").out()).contains("family", "kimi-cli", "kimi-code/kai");
    }
    assertThat(new Marks(List.of(newest)).inFiles(folder)).isEmpty();
    assertThat(places.home().resolve("groups/family/workspace/KIMI.md")).exists();
    assertThat(server.stats().revoked()).isZero();
  }

  private static void settle(Places places, OidcProvider server) throws IOException {
    DurableFile.privateFolder(places.home());
    Files.writeString(
        places.home().resolve("cloakroom.yaml"),
        """
        console: {port: 0}
        providers:
          kimi-code:
            issuer: %s
            token-endpoint: %s
            client: {id: native, auth: none}
            scopes: [openid, offline_access]
        """
            .formatted(server.issuer(), server.issuer().resolve("/token")));
  }

  private static String token(Prompt prompt) {
    var token = prompt.run("token", "kimi-code/kai", "--min-ttl", "1s");
    assertThat(token.exit()).as(token.toString()).isZero();
    return token.out();
  }

  private static SetupRun setup(ForeignCheckout foreign, String... more) {
    var run = SetupRun.of(foreign, more);
    assertThat(run.exit()).as(run.toString()).isZero();
    return run;
  }
}
