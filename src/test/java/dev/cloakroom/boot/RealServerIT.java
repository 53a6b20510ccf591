package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.oauth.OidcProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A host and its commands with an authorization server that we did not write, rotation on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealServerIT {
  private static final Duration LIFETIME = Duration.ofSeconds(4);
  private static final Clock CLOCK = Clock.systemUTC();

  private OidcProvider server;

  @BeforeAll
  void start() {
    server = OidcProvider.start(LIFETIME);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void connectsByItsLinkAndGivesATokenAsJson(@TempDir Path folder) {
    try (var home = new LocalHome(folder, server);
        var _ = home.open()) {
      var connect = home.prompt().run("connect", "local", "--as", "ana");
      var token = home.prompt().run("token", "local/ana", "--as", "json");

      assertThat(connect.exit()).as(connect.toString()).isZero();
      assertThat(connect.out())
          .matches("http://127.0.0.1:\\d+/enter/[\\w-]+\nConnected local/ana, which is ana.\n");
      assertThat(token.out())
          .matches(
              "\\{\"access_token\":\"[\\w-]+\",\"token_type\":\"Bearer\",\"expires_at\":\"[^\"]+Z\","
                  + "\"scope\":\"openid offline_access\",\"generation\":\\d+}\n");
      assertThat(LocalHome.read(token).expiresAt())
          .isBetween(CLOCK.instant(), CLOCK.instant().plus(LIFETIME));
    }
  }

  @Test
  void rotatesAgainAndAgainWithAConfidentialClient(@TempDir Path folder) {
    try (var home = new LocalHome(folder, server).confidential();
        var _ = home.open()) {
      home.connect();
      long before = server.stats().refreshes();
      var seen = new HashSet<String>();

      Patience.until(
          () ->
              seen.add(home.ask("--min-ttl", "3s").accessToken().useText(text -> text))
                  ? seen.size() == 5
                  : false,
          () -> "five generations");

      assertThat(server.stats().refreshes()).isGreaterThanOrEqualTo(before + 4);
    }
  }

  @Test
  void keepsTokensAndTheClientsSecretOutOfEveryFile(@TempDir Path folder) {
    try (var home = new LocalHome(folder, server).confidential();
        var _ = home.open()) {
      home.connect();
      Patience.until(() -> home.ask("--min-ttl", "3s").generation() >= 3, () -> "rotations");

      assertThat(home.turnstile().tokens()).hasSizeGreaterThan(5);
      assertThat(new Marks(home.turnstile().tokens()).inFiles(folder)).isEmpty();
      assertThat(Marks.of(OidcProvider.SECRET, "a+secret").inFiles(folder))
          .containsExactly(home.secretFile());
    }
  }

  @Test
  void refreshesOnceForTwoHundredWhoAskJustAfterExpiry(@TempDir Path folder) throws Exception {
    try (var home = new LocalHome(folder, server)) {
      var before = home.connectAndLeave();
      Instant expiry = before.expiresAt();
      Patience.until(() -> CLOCK.instant().isAfter(expiry), () -> "its expiry");
      long refreshes = server.stats().refreshes();
      home.turnstile().shut();

      try (var _ = home.open()) {
        var answers = home.askAtOnce(200, home.turnstile()::open);

        assertThat(answers).isEqualTo(Map.of(before.generation() + 1, 200L));
        assertThat(server.stats().refreshes()).isEqualTo(refreshes + 1);
      }
    }
  }

  @Test
  void tokensOfTenSecondsStormNothing(@TempDir Path folder) {
    try (var brief = OidcProvider.start(Duration.ofSeconds(10));
        var home = new LocalHome(folder, brief);
        var _ = home.open()) {
      home.connect();
      var connected = CLOCK.instant();

      Patience.until(
          () -> home.ask().generation() > 0 && brief.stats().refreshes() == 4,
          () -> "four refreshes");

      // each comes half a lifetime before the end, a tenth of that earlier at most
      assertThat(Duration.between(connected, CLOCK.instant()))
          .isBetween(Duration.ofSeconds(4 * 4), Duration.ofSeconds(4 * 5 + 3));
    }
  }

  @Test
  void disconnectingRevokesTheRefreshToken(@TempDir Path folder) {
    try (var home = new LocalHome(folder, server);
        var _ = home.open()) {
      home.connect();

      var disconnect = home.prompt().run("disconnect", "local/ana", "--yes");

      assertThat(disconnect.out())
          .isEqualTo("Disconnected local/ana; it is revoked at the provider.\n");
      assertThat(home.turnstile().sendLastRefreshToken()).contains("invalid_grant");
      assertThat(home.prompt().run("token", "local/ana").exit()).isEqualTo(1);
    }
  }

  @Test
  void anAccountOutlivesHostsThatAreKilled(@TempDir Path folder) {
    // its tokens live so long that no kill meets a refresh: that, the provider does not forgive
    try (var slow = OidcProvider.start(Duration.ofMinutes(10));
        var home = new LocalHome(folder, slow)) {
      var before = home.connectAndLeave();
      for (int time = 0; time < 2; time++) {
        try (var host = HostProcess.up(home.path())) {
          assertThat(home.ask()).isEqualTo(before);
          host.kill();
        }
      }

      try (var _ = home.open()) {
        var refused = Long.toString(before.generation());
        assertThat(home.ask("--refused", refused).generation()).isGreaterThan(before.generation());
      }
      assertThat(new Marks(home.turnstile().tokens()).inFiles(folder)).isEmpty(); // nor in the log
    }
  }
}
