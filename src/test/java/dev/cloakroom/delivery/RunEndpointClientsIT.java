package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.BEA;
import static dev.cloakroom.delivery.EndpointStage.grant;
import static dev.cloakroom.delivery.EndpointStage.shown;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.NpmPackages;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Unmodified clients at a run's endpoint, over TCP as they meet it inside. Needs socat, curl,
/// node, npm, and Google's library for Python.
@Timeout(120)
class RunEndpointClientsIT {
  private static final String PYTHON =
      """
      import google.auth, google.auth.transport.requests as transport
      credentials, _ = google.auth.default()
      credentials.refresh(transport.Request())
      print(credentials.token, credentials.service_account_email)
      """;

  @TempDir Path temporary;
  private EndpointStage stage;
  private Process bridge;
  private String address;

  @BeforeEach
  void open() throws IOException {
    stage = new EndpointStage(temporary);
    int port = freePort();
    address = "127.0.0.1:" + port;
    bridge =
        new ProcessBuilder(
                "socat",
                "TCP-LISTEN:%d,bind=127.0.0.1,fork,reuseaddr".formatted(port),
                "UNIX-CONNECT:" + stage.endpoint.socket())
            .inheritIO()
            .start();
    awaitListener(port);
  }

  @AfterEach
  void close() {
    bridge.descendants().forEach(ProcessHandle::destroy);
    bridge.destroy();
    stage.close();
  }

  @Test
  void curlRefreshes() throws Exception {
    var phantoms = stage.granted("google", "plain");
    var phantom = shown(phantoms.refreshToken());

    var reply =
        run(
            Map.of(),
            "curl",
            "-sS",
            "--user",
            phantoms.clientId() + ":" + shown(phantoms.clientSecret()),
            "--data-urlencode",
            "refresh_token=" + phantom,
            "--data",
            "grant_type=refresh_token",
            "http://" + address + "/google/token");

    assertThat(reply).startsWith("{\"access_token\":\"a1\"").contains(phantom);
  }

  @Test
  void googlesLibraryForNodeRefreshesBeforeAndAfterTheEnd() throws Exception {
    var environment = Map.of("GOOGLE_APPLICATION_CREDENTIALS", credentials().toString());
    var script = script("google.mjs");

    var before = run(environment, "node", script);
    stage.rooms.letTokensExpire();
    stage.rooms.nextRefreshBrings("a2");
    var after = run(environment, "node", script);

    assertThat(List.of(before, after)).containsExactly("a1", "a2");
    assertThat(stage.rooms.endpoint.sent()).hasSize(1);
  }

  /// The file that Google's libraries take another token endpoint from.
  private Path credentials() throws IOException {
    var phantoms = stage.granted("google", "plain");
    var json =
        """
        {"type": "external_account_authorized_user",
         "audience": "//iam.googleapis.com/locations/global/workforcePools/p/providers/x",
         "client_id": "%s", "client_secret": "%s", "refresh_token": "%s",
         "token_url": "http://%s/google/token"}
        """
            .formatted(
                phantoms.clientId(),
                shown(phantoms.clientSecret()),
                shown(phantoms.refreshToken()),
                address);
    return Files.writeString(temporary.resolve("credentials.json"), json);
  }

  @Test
  void googlesLibrariesFindTheMetadataServer() throws Exception {
    stage.granted(grant("google", Mode.METADATA, "gce"));
    var environment =
        Map.of(
            "GCE_METADATA_HOST", address, "GCE_METADATA_ROOT", address, "GCE_METADATA_IP", address);
    var script = script("google.mjs");

    var python = run(environment, "/usr/bin/python3", "-W", "ignore", "-c", PYTHON);
    var node = run(environment, "node", script);

    assertThat(python).isEqualTo("a1 ana@google.cloakroom.invalid");
    assertThat(node).isEqualTo("a1");
  }

  @Test
  void azuresLibraryFindsItsIdentity() throws Exception {
    var phantoms = stage.granted(grant("az", Mode.METADATA, "azure"));
    var environment =
        Map.of(
            "IDENTITY_ENDPOINT",
            "http://" + address + "/az/azure/token",
            "IDENTITY_HEADER",
            shown(phantoms.clientSecret()));

    assertThat(run(environment, "node", script("azure.mjs"))).isEqualTo("a1");
  }

  @Test
  void awsLibraryFindsItsCredentials() throws Exception {
    var keys = "{\"AccessKeyId\":\"AKIA1\",\"SecretAccessKey\":\"key\",\"SessionToken\":\"s\"}";
    stage.rooms.connect(BEA, keys, Scopes.NONE);
    var phantoms = stage.granted(grant(BEA, "keys", Mode.METADATA, "aws"));
    var proof = temporary.resolve("proof");
    Files.writeString(proof, shown(phantoms.clientSecret()));
    var environment =
        Map.of(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "http://" + address + "/keys/aws/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
            proof.toString());

    assertThat(run(environment, "node", script("aws.mjs"))).isEqualTo("AKIA1 key s");
  }

  private static String script(String name) {
    return NpmPackages.installed("clouds").resolve(name).toString();
  }

  private String run(Map<String, String> environment, String... command) throws Exception {
    var builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
    builder.environment().put("HOME", temporary.toString());
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitListener(int port) {
    while (bridge.isAlive()) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException _) {
        Thread.onSpinWait(); // it has only just started
      }
    }
    throw new AssertionError("these tests need socat");
  }
}
