package dev.cloakroom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineSearchTest {
  @TempDir private Path folder;

  @Test
  void saysThatThereIsNone() {
    assertCode("no-engine", () -> search(Map.of()).docker());
    assertCode("no-engine", () -> search(Map.of()).podman());
  }

  @Test
  void takesTheFirstUsualSocketThatIsThere() throws IOException {
    var own = made("home/.docker/run/docker.sock");
    assertThat(search(Map.of()).docker()).isEqualTo(Place.of(own));

    var system = made("var/run/docker.sock");
    assertThat(search(Map.of()).docker()).isEqualTo(Place.of(system));
  }

  @Test
  void prefersOnesOwnPodmanToRoots() throws IOException {
    var system = made("run/podman/podman.sock");
    assertThat(search(Map.of()).podman()).isEqualTo(Place.of(system));

    var own = made("runtime/podman/podman.sock");
    assertThat(search(Map.of()).podman()).isEqualTo(Place.of(own));
  }

  @Test
  void takesWhatIsNamedAndNothingElse() throws IOException {
    made("var/run/docker.sock");

    var place = search(Map.of("DOCKER_HOST", "unix:///my/socket")).docker();

    assertThat(place).isEqualTo(Place.of(Path.of("/my/socket")));
    assertCode("engine-remote", () -> search(Map.of("DOCKER_HOST", "ssh://far")).docker());
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1, tcp://127.0.0.1:2375",
    "tcp://localhost:99, tcp://localhost:99",
    "http://[::1]:5, tcp://[::1]:5",
  })
  void takesAPortOfThisMachine(String address, String name) {
    assertThat(search(Map.of("DOCKER_HOST", address)).docker().name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://10.0.0.7:2375, engine-remote",
    "tcp://127.0.0.1.evil.example:2375, engine-remote",
    "tcp://far.example, engine-remote",
    "ssh://ana@far.example, engine-remote",
    "npipe:////./pipe/docker, bad-engine-address",
    "docker.sock, bad-engine-address",
    "'unix://a b', bad-engine-address",
    "unix:socket, bad-engine-address",
  })
  void refusesWhatItCannotUse(String address, String code) {
    assertCode(code, () -> search(Map.of("DOCKER_HOST", address)).docker());
    assertCode(code, () -> search(Map.of("CONTAINER_HOST", address)).podman());
  }

  @Test
  void followsTheCurrentContext() throws Exception {
    made("var/run/docker.sock");
    context("mine", "unix:///mine");
    context("far", "ssh://far");
    Files.writeString(made("home/.docker/config.json"), "{\"currentContext\":\"mine\"}");

    assertThat(search(Map.of()).docker().name()).isEqualTo("unix:///mine");
    assertCode("engine-remote", () -> search(Map.of("DOCKER_CONTEXT", "far")).docker());
    assertThat(search(Map.of("DOCKER_CONTEXT", "default")).docker().name())
        .endsWith("/var/run/docker.sock");
    assertCode("bad-engine-address", () -> search(Map.of("DOCKER_CONTEXT", "gone")).docker());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"currentContext\":7}", ""})
  void takesADamagedConfigurationForNone(String json) throws IOException {
    var socket = made("var/run/docker.sock");
    Files.writeString(made("home/.docker/config.json"), json);

    assertThat(search(Map.of()).docker()).isEqualTo(Place.of(socket));
  }

  @Test
  void refusesTls() throws Exception {
    context("safe", "tcp://127.0.0.1:2376");
    Files.createDirectories(
        folder.resolve("home/.docker/contexts/tls/" + hash("safe") + "/docker"));

    assertCode("engine-tls", () -> search(Map.of("DOCKER_CONTEXT", "safe")).docker());
    assertCode(
        "engine-tls",
        () -> search(Map.of("DOCKER_HOST", "tcp://127.0.0.1", "DOCKER_TLS_VERIFY", "1")).docker());
  }

  @Test
  void namesTheSocketsThatNoRunMaySee() {
    assertThat(search(Map.of("DOCKER_HOST", "unix:///my/socket")).sockets())
        .contains(
            Path.of("/my/socket"),
            folder.resolve("var/run/docker.sock"),
            folder.resolve("run/podman/podman.sock"));
  }

  private EngineSearch search(Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("XDG_RUNTIME_DIR", folder.resolve("runtime").toString());
    return new EngineSearch(environment, folder);
  }

  private Path made(String name) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(folder.resolve(name).resolveSibling(""));
    return Files.exists(file) ? file : Files.createFile(file);
  }

  private void context(String name, String host) throws Exception {
    Files.writeString(
        made("home/.docker/contexts/meta/" + hash(name) + "/meta.json"),
        "{\"Name\":\"%s\",\"Endpoints\":{\"docker\":{\"Host\":\"%s\"}}}".formatted(name, host));
  }

  private static String hash(String name) throws GeneralSecurityException {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static void assertCode(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
