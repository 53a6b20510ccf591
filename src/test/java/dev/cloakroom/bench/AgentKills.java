package dev.cloakroom.bench;

import dev.cloakroom.chaos.ChaosClient.Told;
import dev.cloakroom.credential.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Kills oidc-agent after it was told to refresh, again and again, at a server with strict
/// rotation.
final class AgentKills {
  private static final int EARLIEST = 5; // milliseconds after the order
  private static final int SPAN = 600;
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);

  private final Path folder;
  private final ChaosProcess server;
  private final Relay relay;
  private final Random random;
  private int homes;

  AgentKills(Path folder, ChaosProcess server, Relay relay, Random random) {
    this.folder = folder;
    this.server = server;
    this.relay = relay;
    this.random = random;
  }

  /// Kills it so often; returns how many authorizations were lost.
  int lost(int kills) {
    int lost = 0;
    @Nullable Told family = null;
    for (int i = 0; i < kills; i++) {
      if (family == null) {
        family = server.client().family("{\"lifetime\": 3600}");
        homes++;
      }
      kill(family);
      if (isLost(family)) {
        lost++;
        family = null;
      }
    }
    return lost;
  }

  private Path home() {
    return folder.resolve("agent" + homes);
  }

  private void kill(Told family) {
    try (var agent = started(family)) {
      var asking = Thread.ofVirtual().start(() -> force(agent));
      LockSupport.parkNanos(Duration.ofMillis(EARLIEST + random.nextInt(SPAN)).toNanos());
      agent.kill();
      asking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private OidcAgent started(Told family) {
    if (home().toFile().exists()) {
      return OidcAgent.startAgain(home()).orElseThrow();
    }
    var refresh = Secret.of(family.text("refresh_token"));
    return OidcAgent.start(home(), new OidcAgent.Login(relay.uri(), "ok", "none", refresh));
  }

  /// Has it refresh; false when no token comes.
  private static boolean force(OidcAgent agent) {
    try (var asker = new Asker(Asker.Style.JSON_ONCE, agent.socket(), agent.forcingQuestion())) {
      return asker.answersWith(Bytes.of("\"access_token\""));
    }
  }

  /// Starts it again, and has it refresh once more: lost is what it can't load, and what the server
  /// revokes then.
  private boolean isLost(Told family) {
    var again = OidcAgent.startAgain(home());
    if (again.isEmpty()) {
      return true;
    }
    try (var agent = again.get()) {
      var asking = Thread.ofVirtual().start(() -> force(agent));
      if (!asking.join(LONGEST_ANSWER)) {
        agent.kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return server.client().view(family).text("state").equals("revoked");
  }
}
