package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real git, podman and curl with Cloakroom as their helper: inside a run by its script, and on the
/// host by `cloakroom token`.
@Timeout(120)
class HelpersIT {
  private static final String CLONE =
      "git -c credential.helper=cloakroom clone -q %s %s && cat %2$s/greeting\n";

  private static final String REFUSED =
      "if git -c credential.helper=cloakroom clone -q %s no; then exit 9; fi\n";

  @TempDir Path folder;
  private GitForge forge;
  private GoogleHome home;
  private Host host;

  @BeforeEach
  void open() throws Exception {
    forge = GitForge.in(Files.createDirectory(folder.resolve("forge")));
    home = new GoogleHome(folder, Duration.ofSeconds(4), forge.host());
    host = home.open();
    forge.lets(this::isLive);
    assertThat(home.prompt().run("connect", "google-calendar", "--as", "ana").exit()).isZero();
  }

  @AfterEach
  void close() {
    host.close();
    home.close();
    forge.close();
  }

  @Test
  void gitInARunClonesAcrossExpiries() {
    var run =
        run(
            CLONE.formatted(forge.repository(), "one")
                + "first=$(cloakroom-token google)\n"
                + "while [ \"$(cloakroom-token google)\" = \"$first\" ]; do sleep 0.1; done\n"
                + CLONE.formatted(forge.repository(), "two"));

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).isEqualTo("hello\nhello\n");
    assertThat(forge.users).containsOnly("oauth2");
    assertThat(forge.passwords.stream().distinct()).hasSizeGreaterThan(1);
  }

  @Test
  void gitInARunGetsAnotherTokenAfterOneWasRefused() {
    forge.refuse(token());

    var run =
        run(
            "export GIT_TERMINAL_PROMPT=0\n"
                + REFUSED.formatted(forge.repository())
                + CLONE.formatted(forge.repository(), "two"));

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).isEqualTo("hello\n");
  }

  @Test
  void gitGetsNothingForOtherServers() throws Exception {
    try (var other = GitForge.in(Files.createDirectory(folder.resolve("other")))) {
      other.lets(_ -> true);

      var run = run("export GIT_TERMINAL_PROMPT=0\n" + REFUSED.formatted(other.repository()));

      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(other.passwords).isEmpty();
    }
  }

  @Test
  void curlInARunTakesTheHeader() {
    var run =
        run(
            "cloakroom-token google --as header | curl -sSf -H @- %s/calendar/v3/users/me/calendarList"
                .formatted(home.calendar()));

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("calendar#calendarList");
  }

  @Test
  void dockerInARunAsksByItsProtocol() {
    var run = run("echo http://%s/v2/ | docker-credential-cloakroom get".formatted(forge.host()));

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out())
        .matches(
            "\\{\"ServerURL\":\"http://127.0.0.1:\\d+/v2/\",\"Username\":\"oauth2accesstoken\",\"Secret\":\"access-[^\"]+\"}\n");
  }

  @Test
  void theCredentialOfAnotherRunIsRefused() {
    var other =
        home.prompt()
            .start(
                "run",
                "--timeout",
                "40s",
                "--grant",
                "google/ana",
                "--",
                "sh",
                "-c",
                "cp /run/cloakroom/credential stolen; echo ready; while [ ! -e done ]; do sleep 0.05; done");
    other.awaitOut("ready\n");

    var run =
        run(
            "CLOAKROOM_CREDENTIAL=$PWD/stolen cloakroom-token google || code=$?; touch done; exit $code");

    assertThat(run.exit()).as(run.toString()).isEqualTo(6);
    assertThat(run.err()).contains("[bad-credential]");
    assertThat(other.exit()).isZero();
  }

  @Test
  void gitOnTheHostClonesByTheCommandLine() throws Exception {
    var helper = "!" + program() + " token google/ana --as git";

    var end =
        onHost(
            "git", "-c", "credential.helper=" + helper, "clone", "-q", forge.repository(), "here");

    assertThat(end).isEqualTo("0 ");
    assertThat(folder.resolve("here/greeting")).hasContent("hello");
  }

  @Test
  void podmanOnTheHostFindsItsLoginByTheCommandLine() throws Exception {
    var helper =
        script(
            "docker-credential-test",
            "exec %s token google/ana --as docker \"$@\"".formatted(program()));
    var configuration =
        Files.writeString(
            folder.resolve("auth.json"),
            "{\"credHelpers\":{\"%s\":\"test\"}}".formatted(forge.host()));
    assertThat(helper).isExecutable();

    var end =
        onHost(
            "podman", "login", "--get-login", "--authfile", configuration.toString(), forge.host());

    assertThat(end).isEqualTo("0 oauth2accesstoken\n");
  }

  private Prompt.Typed run(String script) {
    return home.prompt()
        .run(
            "run",
            "--network",
            "host",
            "--timeout",
            "40s",
            "--grant",
            "google/ana",
            "--",
            "sh",
            "-c",
            "set -e\n" + script);
  }

  private String token() {
    return home.prompt().run("token", "google/ana").out().strip();
  }

  private boolean isLive(String token) {
    var uri = URI.create(home.calendar() + "/calendar/v3/users/me/calendarList");
    var request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The program, as a script.
  private Path program() throws IOException {
    var command =
        "exec env CLOAKROOM_HOME='%s' '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\""
            .formatted(
                home.places().home(),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                classpath(),
                Main.class.getName());
    return script("cloakroom", command);
  }

  private static String classpath() {
    return Stream.of(System.getProperty("java.class.path").split(":", -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  private Path script(String name, String command) throws IOException {
    var bin = Files.createDirectories(folder.resolve("bin"));
    var script = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  /// Its exit code and what it said on standard output.
  private String onHost(String... command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    builder.directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("XDG_RUNTIME_DIR");
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().merge("PATH", folder.resolve("bin") + ":", (path, ours) -> ours + path);
    var process = builder.start();
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + out;
  }
}
