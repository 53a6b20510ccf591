package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.cli.HostClient;
import dev.cloakroom.wire.FindingView;
import dev.cloakroom.wire.VerifyView;
import dev.cloakroom.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `cloakroom verify` against a real host and real containers.
class VerifyIT {
  @TempDir private Path folder;
  private PlaygroundHome home;

  @BeforeEach
  void open() {
    home = new PlaygroundHome(folder);
    home.prompt(Prompt.person("ana")).run("connect", "local", "--as", "ana");
    home.prompt(Prompt.person("ben")).run("connect", "local", "--as", "ben");
  }

  @AfterEach
  void close() {
    home.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "socket-only", "open"})
  void findsAllAsItShouldBe(String network) {
    var verify = home.prompt().run("verify", "--network", network, "--grant", "local/ana");

    assertThat(verify.out())
        .contains("read its own /workspace/tokens/local.json", "use the neighbour's credential")
        .contains("0 differ");
    assertThat(verify.exit()).isZero();
    assertNothingIsLeft();
  }

  @Test
  void triesThePhantomsOfOthersAtItsOwnEndpoint() {
    var verify = home.prompt().run("verify", "--json", "--for", "oauth-client=local/ana@tool");

    assertThat(findings(verify.out()))
        .filteredOn(finding -> finding.tried().contains("phantom at /tool/token"))
        .hasSize(2)
        .allMatch(finding -> finding.found().equals("no (refused with 400)"));
    var client = new HostClient(home.prompt().socket(), Duration.ofSeconds(10));
    assertThat(client.get("/v1/activity?count=200").body()).doesNotContain("misused");
    assertNothingIsLeft();
  }

  @Test
  void endsWithOneWhenAGuardIsAway() {
    var verify = home.prompt().run("verify", "--network", "none", "--without", "read-only-root");

    assertThat(verify.exit()).isOne();
    assertThat(verify.out()).containsPattern("have a read-only / +yes +no \\(writable\\) +DIFFERS");
  }

  @Test
  void tellsWhatIsWrongWithTheRequest() {
    var verify = home.prompt().run("verify", "--grant", "local/nobody");

    assertThat(verify.exit()).isOne();
    assertThat(verify.err()).contains("[unknown-account]");
    assertNothingIsLeft();
  }

  private static List<FindingView> findings(String json) {
    return Wire.read(VerifyView.class, json.strip()).findings();
  }

  private void assertNothingIsLeft() {
    assertThat(folder.resolve("home/run/r")).isEmptyDirectory();
    assertThat(folder.resolve("work")).isEmptyDirectory();
  }
}
