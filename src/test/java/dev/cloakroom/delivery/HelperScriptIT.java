package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The helper script beside a run's socket, in a shell, by curl.
@Timeout(60)
class HelperScriptIT {
  private static final AccountId BOT = new AccountId("github", "bot");

  @TempDir Path temporary;
  private RealRooms rooms;
  private FakeTenant tenant;
  private RunSocket socket;

  @BeforeEach
  void open() {
    rooms = new RealRooms(temporary);
    rooms.connect(ANA);
    rooms.connect(BOT, "b1", Scopes.NONE);
    tenant = new FakeTenant(rooms);
    tenant.grants.add(new Grant("w", ANA, "google", Scopes.NONE, Mode.HELPER));
    tenant.grants.add(new Grant("w", BOT, "github", Scopes.NONE, Mode.HELPER));
    socket = socket("s", "credential-1");
  }

  @AfterEach
  void close() {
    socket.close();
    rooms.close();
  }

  @Test
  void liesBesideTheSocketForItsUserAlone() throws IOException {
    var script = socket.path().resolve("cloakroom-token");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
        .isEqualTo("r-x------");
    assertThat(Files.readString(script)).startsWith("#!/bin/sh\n");
    assertThat(socket.path().resolve("git-credential-cloakroom")).hasSameBinaryContentAs(script);
    assertThat(socket.path().resolve("docker-credential-cloakroom")).hasSameBinaryContentAs(script);
  }

  @ParameterizedTest
  @CsvSource({
    "google, a1",
    "google --as plain, a1",
    "--as header google, Authorization: Bearer a1",
    "google --as header --min-ttl 60, Authorization: Bearer a1",
  })
  void printsATokenInAForm(String line, String printed) {
    var end = call("", ("cloakroom-token " + line).split(" ", -1));

    assertThat(end).isEqualTo(new End(0, printed + "\n", ""));
  }

  @Test
  void keepsTheCredentialOutOfArguments() throws IOException {
    var bin = Files.createDirectory(temporary.resolve("bin"));
    var curl = Files.writeString(bin.resolve("curl"), "#!/bin/sh\necho \"$*\" >&2\nexit 7\n");
    Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwx------"));

    var end = call(Map.of("PATH", bin + ":/usr/bin:/bin"), "", "cloakroom-token", "google");

    assertThat(end.exit).isEqualTo(5);
    assertThat(end.err).contains("--unix-socket").doesNotContain("credential-1");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2, usage",
    "--as, 2, usage",
    "google --nothing, 2, usage",
    "google get, 2, usage",
    "../run, 2, usage",
    "google --min-ttl soon, 2, usage",
    "google --as nothing, 2, unknown-form",
    "google --as aws, 2, not-aws-credentials",
    "other, 6, not-granted",
    "google --min-ttl 86400, 1, token-too-short",
  })
  void endsAsTheHostSays(String line, int exit, String code) {
    var end = call("", ("cloakroom-token " + line).strip().split(" ", -1));

    assertThat(end.exit).isEqualTo(exit);
    assertThat(end.out).isEmpty();
    assertThat(end.err).startsWith("cloakroom-token: ").endsWith("[" + code + "]\n");
    assertThat(end.err.lines()).hasSize(1);
  }

  @Test
  void endsWithThreeWhenTheTokenHasExpired() {
    letTokensExpireForGood();

    assertThat(call("", "cloakroom-token", "google").exit).isEqualTo(3);
  }

  @Test
  void isRefusedWithTheCredentialOfAnotherRun() {
    try (var other = socket("t", "credential-2")) {
      var credential = other.path().resolve("credential").toString();

      var end = call(Map.of("CLOAKROOM_CREDENTIAL", credential), "", "cloakroom-token", "google");

      assertThat(end.exit).isEqualTo(6);
      assertThat(end.err).endsWith("[bad-credential]\n");
    }
  }

  @Test
  void saysWhenItsRunIsOver() {
    var copy = copyOfScript();
    socket.close();

    var end = start(Map.of(), "", copy.toString(), "google");

    assertThat(end.exit).isEqualTo(5);
    assertThat(end.err).contains("[host-not-running]");
  }

  @Test
  void getsANewTokenWhereOneWasRefused() {
    rooms.nextRefreshBrings("a2");

    assertThat(call("", "cloakroom-token", "google", "--refused", "1").out).isEqualTo("a2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git-credential-cloakroom get",
        "cloakroom-token --as git get",
        "cloakroom-token github --as git get",
      })
  void answersGitForItsServer(String line) {
    var end = call("protocol=https\nhost=github.example\n\n", line.split(" ", -1));

    assertThat(end.exit).isZero();
    assertThat(end.out).startsWith("username=x-access-token\npassword=b1\npassword_expiry_utc=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "protocol=https\nhost=evil.example\n\n",
        "protocol=http\nhost=github.example\n\n",
        "protocol=https\nhost=github.example&x=y\n\n",
        "protocol=https\nhost=github.example github.example\n\n",
      })
  void saysNothingToGitAboutOtherServers(String asked) {
    assertThat(call(asked, "git-credential-cloakroom", "get")).isEqualTo(new End(0, "", ""));
    assertThat(call(asked, "cloakroom-token", "github", "--as", "git", "get"))
        .isEqualTo(new End(0, "", ""));
  }

  @Test
  void takesWhatGitErasesForRefused() {
    var erased = "protocol=https\nhost=github.example\nusername=x\npassword=%s\n\n";
    rooms.nextRefreshBrings("b2");

    var other = call(erased.formatted("b0"), "git-credential-cloakroom", "erase");
    var still = call("", "cloakroom-token", "github");
    var refused = call(erased.formatted("b1"), "git-credential-cloakroom", "erase");

    assertThat(List.of(other, refused)).containsOnly(new End(0, "", ""));
    assertThat(still.out).isEqualTo("b1\n");
    assertThat(call("", "cloakroom-token", "github").out).isEqualTo("b2\n");
  }

  @Test
  void choosesNoTokenWhereSeveralFit() {
    rooms.connect(BEA);
    tenant.grants.add(new Grant("w", BEA, "bea", Scopes.NONE, Mode.HELPER));

    var end = call("host=google.example\n", "git-credential-cloakroom", "get");

    assertThat(end.exit).isEqualTo(1);
    assertThat(end.err).contains("\"google\",\"bea\"", "[several-tokens]");
  }

  @Test
  void answersDockerForItsServer() {
    tenant.grants.removeFirst();

    var end = call("registry.example:5000", "docker-credential-cloakroom", "get");

    assertThat(end.out)
        .isEqualTo(
            "{\"ServerURL\":\"registry.example:5000\",\"Username\":\"x-access-token\",\"Secret\":\"b1\"}\n");
  }

  @Test
  void tellsDockerInItsOwnWordsThatThereIsNone() {
    var none = new End(1, "credentials not found in native keychain\n", "");

    assertThat(call("https://quay.io", "docker-credential-cloakroom", "get")).isEqualTo(none);
    assertThat(call("quay.io\n", "cloakroom-token", "github", "--as", "docker", "get"))
        .isEqualTo(none);
    assertThat(call("", "docker-credential-cloakroom", "list").out).isEqualTo("{}\n");
  }

  @Test
  void tellsDockerOfProblemsWhereItLooks() {
    letTokensExpireForGood();

    var end = call("github.example", "docker-credential-cloakroom", "get");

    assertThat(end.exit).isEqualTo(3);
    assertThat(end.out).contains("has expired");
  }

  @ParameterizedTest
  @CsvSource({"git, store", "docker, store", "docker, erase", "git, later-verb"})
  void storesNothing(String form, String verb) {
    var end = call("host=github.example\n\n", form + "-credential-cloakroom", verb);

    assertThat(end.out).isEmpty();
    assertThat(call("", "cloakroom-token", "github").out).isEqualTo("b1\n");
  }

  private void letTokensExpireForGood() {
    rooms.endpoint.always(new TokenOutcome.Unavailable("it is down", false, null));
    rooms.letTokensExpire();
  }

  private RunSocket socket(String name, String credential) {
    return new RunSocket(
        temporary.resolve(name), tenant, FakeTenant.rooms(rooms), Secret.of(credential));
  }

  private Path copyOfScript() {
    try {
      return Files.copy(
          socket.path().resolve("cloakroom-token"), temporary.resolve("cloakroom-token"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private End call(String in, String... line) {
    return call(Map.of(), in, line);
  }

  private End call(Map<String, String> environment, String in, String... line) {
    line[0] = socket.path().resolve(line[0]).toString();
    return start(environment, in, line);
  }

  private End start(Map<String, String> environment, String in, String... line) {
    try {
      var builder = new ProcessBuilder(new ArrayList<>(List.of(line)));
      builder.environment().clear();
      builder.environment().put("PATH", "/usr/bin:/bin");
      builder.environment().put("CLOAKROOM_SOCKET", socket.path().resolve("socket").toString());
      builder.environment().putAll(environment);
      var process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(in.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // it does not want to hear more
      }
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return new End(process.waitFor(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private record End(int exit, String out, String err) {}
}
