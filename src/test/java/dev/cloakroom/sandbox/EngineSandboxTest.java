package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Share;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is decided before an engine starts anything, with an engine that only says who it is.
class EngineSandboxTest {
  private static final HostUser ROOT = new HostUser(0, 0);
  private static final HostUser ANA = new HostUser(1234, 100);
  private static final HostUser OTHER = new HostUser(999, 999);

  private static final Installation INSTALLATION = new Installation("aaaaaaaa", "bbbbbbbb");

  @TempDir private Path folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<String> ended = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"Engine", "Podman Engine"})
  void refusesRootAnEngineOfAnotherUser(String component) {
    try (var _ = engine(component, "name=rootless")) {
      assertCode("engine-not-yours", () -> sandbox(ROOT).engine());
      assertThat(sandbox(ANA).engine().isRootless()).isTrue();
    }
  }

  @Test
  void keepsTheHostsUserWithARootlessPodman() {
    try (var _ = engine("Podman Engine", "name=rootless")) {
      assertThat(sandbox(ANA).users(null)).isEqualTo(new Users(ANA, Share.NOBODY));
      assertThat(sandbox(ANA).users(OTHER)).isEqualTo(new Users(OTHER, Share.NOBODY));
    }
  }

  @Test
  void isNeverRootInside() {
    try (var _ = engine("Engine", "name=seccomp")) {
      assertThat(sandbox(ROOT).users(null))
          .isEqualTo(new Users(new HostUser(1000, 1000), new Share.Given(1000)));
      assertThat(sandbox(ANA).users(null)).isEqualTo(new Users(ANA, Share.NOBODY));
    }
  }

  @Test
  void sharesWithWhoeverIsAskedForByOwnershipOrByAccessList() {
    try (var _ = engine("Engine", "name=seccomp")) {
      assertThat(sandbox(ROOT).users(OTHER).share()).isEqualTo(new Share.Given(999));
      assertThat(sandbox(ANA).users(OTHER).share()).isEqualTo(new Share.Listed(999));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"name=userns", "name=rootless"})
  void sharesNothingByAMapThatNobodyProved(String option) {
    over.countDown(); // the container says nothing, and ends
    try (var _ = engine("Engine", option)) {
      assertThatThrownBy(() -> sandbox(ANA).users(null)).isInstanceOf(Problem.class);
    }
  }

  @Test
  void keepsTheHostsProcessesFromARunWithTheHostsNumber() {
    var away = Guard.without(Set.of(Guard.OWN_PROCESSES));
    var plan =
        new LaunchPlan(
            "test",
            List.of("true"),
            Path.of("/"),
            Map.of(),
            List.of(),
            List.of(),
            null,
            new Confinement(Confinement.Network.NONE, null, Confinement.Limits.USUAL, away));
    try (var _ = engine("Engine", "name=seccomp")) {
      assertCode("guard-fixed", () -> sandbox(ANA).start(plan));
    }
  }

  @Test
  void saysThatTheEngineIsGone() {
    assertCode("engine-gone", () -> sandbox(ANA).engine());
  }

  @Test
  void endsWhatEarlierHostsOfItsInstallationLeftAndNothingElse() {
    try (var _ = engine("Engine", "name=seccomp,profile=default")) {
      sandbox(ANA).clearLeftovers();

      assertThat(ended).containsExactly("left", "cloakroom-aaaaaaaa-cccccccc-chore-1:latest");
    }
  }

  @Test
  @Timeout(5)
  void doesNotWaitForEverForAContainerThatTellsNothing() {
    try (var _ = engine("Engine", "name=userns")) {
      var engine = sandbox(ANA).engine();
      var survey =
          new UserSurvey(engine, INSTALLATION, ANA, folder.resolve("u"), Duration.ofMillis(50));

      assertCode("engine-user-mapping", survey::map);

      assertThat(ended).hasSize(2).contains("chore").last().asString().contains("-chore-");
      over.countDown();
    }
  }

  private EngineSandbox sandbox(HostUser host) {
    var search =
        new EngineSearch(Map.of("DOCKER_HOST", "unix://" + folder.resolve("e/s")), Path.of("/"));
    return new EngineSandbox("docker", search::docker, INSTALLATION, "image", host, folder);
  }

  private Listener engine(String component, String option) {
    return Listener.onSocket(
        folder.resolve("e/s"),
        List.of(
            Route.get("/version", _ -> Reply.json(version(component))),
            Route.get("/v1.41/info", _ -> Reply.json("{\"SecurityOptions\":[\"" + option + "\"]}")),
            Route.get("/v1.41/containers/json", _ -> Reply.json(containers())),
            Route.get("/v1.41/images/json", _ -> Reply.json(images())),
            Route.post("/v1.41/images/create", _ -> Reply.json("{}")),
            Route.get("/v1.41/images/{where}/{name}/json", _ -> Reply.json("{\"Id\":\"nothing\"}")),
            Route.delete(
                "/v1.41/images/{where}/{name}", request -> ended(request.parameter("name"))),
            Route.post("/v1.41/containers/create", _ -> Reply.json("{\"Id\":\"chore\"}")),
            Route.post(
                "/v1.41/containers/{id}/attach", _ -> Reply.stream("x/y", this::tellNothing)),
            Route.post("/v1.41/containers/{id}/start", _ -> Reply.noContent()),
            Route.delete("/v1.41/containers/{id}", request -> ended(request.parameter("id")))),
        Limits.standard());
  }

  private static String version(String component) {
    return "{\"Version\":\"1\",\"ApiVersion\":\"1.41\",\"Components\":[{\"Name\":\"%s\"}]}"
        .formatted(component);
  }

  private static String containers() {
    return """
    [{"Id":"left","Labels":{"dev.cloakroom.installation":"aaaaaaaa","dev.cloakroom.host":"cccccccc"}},
     {"Id":"ours","Labels":{"dev.cloakroom.installation":"aaaaaaaa","dev.cloakroom.host":"bbbbbbbb"}},
     {"Id":"theirs","Labels":{"dev.cloakroom.installation":"dddddddd","dev.cloakroom.host":"cccccccc"}}]
    """;
  }

  private static String images() {
    return """
    [{"RepoTags":["localhost/cloakroom-aaaaaaaa-cccccccc-chore-1:latest"]},
     {"RepoTags":["localhost/cloakroom-aaaaaaaa-bbbbbbbb-chore-2:latest"]},
     {"RepoTags":["localhost/cloakroom-dddddddd-cccccccc-chore-3:latest","debian:latest"]},
     {"RepoTags":null}]
    """;
  }

  /// A frame of errors, of 64 KiB, so that no buffer keeps the head back.
  private void tellNothing(OutputStream out) throws IOException {
    out.write(Arrays.copyOf(new byte[] {2, 0, 0, 0, 0, 1, 0, 0}, 8 + (1 << 16)));
    out.flush();
    try {
      assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply ended(String id) {
    ended.add(id);
    return Reply.noContent();
  }

  private static void assertCode(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
