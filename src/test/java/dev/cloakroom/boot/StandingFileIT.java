package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.oauth.OidcProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A file of the person's own, kept fresh through the command line.
@Timeout(60)
class StandingFileIT {
  @TempDir private Path folder;
  private Path kimi;
  private Path file;

  @BeforeEach
  void makeTheToolsFolder() throws IOException {
    kimi = Files.createDirectory(folder.resolve("kimi"));
    file = kimi.resolve("kimi-code.json");
  }

  @Test
  void isFreshAcrossExpiriesAndARestartUntilTheGrantEnds() {
    try (var server = OidcProvider.start(Duration.ofSeconds(4));
        var home = new LocalHome(folder, server)) {
      String last;
      try (var _ = home.open()) {
        home.connect();
        assertThat(grant(home, file).out()).contains("host may use local/ana", file.toString());
        var first = content();
        Patience.until(() -> !content().equals(first), () -> "a newer token");
        assertThat(content()).contains("\"refresh_token\":\"\"");
        last = content();
      }
      assertThat(file).exists();

      try (var _ = home.open()) {
        Patience.until(() -> !content().equals(last) && isLive(home), () -> "a newer token");
        assertThat(new Marks(home.turnstile().refreshTokens()).inFiles(kimi)).isEmpty();
        var ungrant = home.prompt().run("ungrant", "host", "local/ana");
        assertThat(ungrant.exit()).as(ungrant.toString()).isZero();
        assertThat(kimi).isEmptyDirectory();
      }
    }
  }

  /// Whether the file has the account's token of now.
  private boolean isLive(LocalHome home) {
    return home.ask().accessToken().<Boolean>useText(token -> content().contains(token));
  }

  @Test
  void isRefusedInFoldersOfCloakroomItself() {
    try (var server = OidcProvider.start(Duration.ofHours(1));
        var home = new LocalHome(folder, server);
        var _ = home.open()) {
      home.connect();

      var inside = grant(home, home.path().resolve("vault.db"));

      assertThat(inside.exit()).isEqualTo(2);
      assertThat(inside.err()).contains("[bad-file]", "vault.db");
      assertThat(grant(home, kimi).err()).contains("[bad-file]", "is a folder");
      assertThat(grant(home, Path.of("~/x.json")).err()).contains("[folder-missing]");
      assertThat(home.ask().generation()).isPositive();
    }
  }

  private static Prompt.Typed grant(LocalHome home, Path file) {
    return home.prompt()
        .run("grant", "host", "local/ana", "--for", "kimi-cli", "--file", file.toString());
  }

  private String content() {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException _) {
      return ""; // renamed away just now
    }
  }
}
