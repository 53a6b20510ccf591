package dev.cloakroom.dialect;

import static dev.cloakroom.dialect.Sample.DIALECTS;
import static dev.cloakroom.dialect.Sample.facts;
import static dev.cloakroom.dialect.Sample.tokens;
import static dev.cloakroom.dialect.Sample.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.NpmPackages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Cloakroom writes, as the tools' own parsers read it: Debian's rclone, git and
/// python3-google-auth, Python's netrc, npm, and Google's library for Node.
class DialectParsersIT {
  @TempDir Path folder;

  @Test
  void rcloneReadsItsRemote() throws Exception {
    var file = file("rclone", Mode.TOKEN_ENDPOINT);

    var said = said(Map.of(), "rclone", "--config", file.toString(), "config", "dump");

    assertThat(said)
        .contains("\"token_url\": \"http://127.0.0.1:8181/work/token\"", "\"type\": \"drive\"")
        .contains("\\\"refresh_token\\\":\\\"r-1\\\"");
  }

  @Test
  void gitForgetsTheHelpersOfTheImage() throws Exception {
    var environment =
        DIALECTS.dialect("git").outfit(Mode.HELPER, tokens(null), facts()).environment();

    assertThat(said(environment, "git", "config", "--get-all", "credential.helper"))
        .endsWith("\n\n!/run/cloakroom/cloakroom-token --as git\n".substring(1));
  }

  @Test
  void pythonReadsTokenJson() throws Exception {
    var file = file("google-token-json", Mode.ACCESS_FILE);
    var program =
        """
        import sys, google.oauth2.credentials as c
        print(c.Credentials.from_authorized_user_file(sys.argv[1]).client_id)
        """;

    assertThat(said(Map.of(), "/usr/bin/python3", "-c", program, file.toString()))
        .isEqualTo("kept-by-cloakroom\n");
  }

  @Test
  void pythonFindsTheDefaultCredentials() throws Exception {
    var file = file("google-authorized-user", Mode.ADOPTED_FILE);
    var program = "import google.auth; print(google.auth.default()[0].refresh_token)";

    assertThat(
            said(
                Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()),
                "/usr/bin/python3",
                "-c",
                program))
        .endsWith("r-1\n");
  }

  @Test
  void nodeReadsTheCredentialsWhoseEndpointIsOurs() throws Exception {
    var file = file("google-external", Mode.TOKEN_ENDPOINT);
    var script = NpmPackages.installed("dialects").resolve("read.mjs").toString();

    assertThat(said(Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()), "node", script))
        .isEqualTo("ExternalAccountAuthorizedUserClient\n");
  }

  @Test
  void pythonReadsANetrc() throws Exception {
    var file = file("netrc", Mode.ACCESS_FILE);
    var program = "import sys, netrc; print(netrc.netrc(sys.argv[1]).authenticators('ghcr.io')[2])";

    assertThat(said(Map.of(), "/usr/bin/python3", "-c", program, file.toString()))
        .isEqualTo("a.1\n");
  }

  @Test
  void npmReadsItsSettings() throws Exception {
    var file = file("npm", Mode.ACCESS_FILE);

    assertThat(said(Map.of("NPM_CONFIG_USERCONFIG", file.toString()), "npm", "config", "ls"))
        .contains("//ghcr.io/:_authToken = (protected)");
  }

  @Test
  void aShellReadsAnEnvFile() throws Exception {
    var file = file("env", Mode.ACCESS_FILE);

    assertThat(said(Map.of(), "sh", "-c", ". " + file + "; echo $WORK_TOKEN")).isEqualTo("a.1\n");
  }

  private Path file(String dialect, Mode mode) throws IOException {
    var refresh = mode == Mode.ACCESS_FILE ? null : "r-1";
    return Files.writeString(folder.resolve(dialect), written(dialect, mode, refresh));
  }

  private static String said(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
