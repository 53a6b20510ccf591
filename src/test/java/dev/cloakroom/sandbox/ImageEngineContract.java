package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.engine.Archive;
import dev.cloakroom.engine.ContainerSpec;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Network;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What Docker and Podman do besides: images, limits, labels, and cleaning up after a killed host.
abstract class ImageEngineContract extends PortContract {
  private static final long MEBI = 1 << 20;

  private final RealEngine engine;
  private final String installation = RealEngine.randomId();
  private final Leftovers leftovers = new Leftovers();

  ImageEngineContract(RealEngine engine) {
    this.engine = engine;
  }

  @Override
  EngineSandbox sandbox() {
    return engine.newSandbox();
  }

  @Override
  Class<?> host() throws IOException {
    Files.write(
        folder.resolve("engine"), List.of(engine.place().name(), installation, RealEngine.IMAGE));
    return EngineHost.class;
  }

  @Override
  void afterAHostWasKilled() {
    engine.newSandbox().clearLeftovers(); // of another installation: touches nothing
    assertThat(containers()).isNotEmpty();

    engine.sandboxOf(installation).clearLeftovers();

    assertThat(containers()).isEmpty();
  }

  private List<String> containers() {
    var label = Installation.LABEL + "=" + installation;
    return List.copyOf(engine.newSandbox().engine().labelled(label).keySet());
  }

  @Override
  OptionalInt folderOwner() {
    return engine.users().share().owner();
  }

  @Override
  String wayOut() {
    return "eth0";
  }

  @Override
  String variablesOfTheEngine() {
    return "PWD|PATH|HOME|HOSTNAME|TERM|container";
  }

  @Test
  void leavesTheContainersOfItsOwnHostAlone() throws Exception {
    var host = engine.sandboxOf(installation);
    var container = host.start(plan("echo up; cat"));
    awaitLine(container);

    host.clearLeftovers();

    assertThat(containers()).hasSize(1);
    container.stop(Duration.ZERO);
    assertThat(containers()).isEmpty();
  }

  @Test
  void keepsTheLimitOnProcesses() throws Exception {
    var container =
        sandbox()
            .start(
                limited(
                    new Confinement.Limits(20, 0, 0),
                    "for i in $(seq 40); do " + leftovers.sleep() + " & done"));

    assertThat(container.errors()).asString(UTF_8).contains("fork");
    assertThat(container.waitFor()).isNotZero();
  }

  @Test
  void keepsTheLimitOnMemory() throws Exception {
    var hungry = "exec python3 -c 'x = bytearray(200 << 20); print(len(x))'";

    var container = sandbox().start(limited(new Confinement.Limits(0, 64 * MEBI, 0), hungry));

    assertThat(container.output()).isEmpty();
    assertThat(container.waitFor()).isEqualTo(128 + 9);
  }

  @Test
  void hasALimitOnProcessesWhereNobodySaysSo() {
    assertThat(sandbox().limitsOf(Confinement.Limits.USUAL).processes()).isEqualTo(1024);
  }

  @Test
  void connectsToASocketInAReadOnlyMount() throws Exception {
    var place = folder.resolve("s");
    var socket = place.resolve("socket");
    try (var _ = Listener.onSocket(socket, List.of(hello()), Limits.standard())) {
      for (var path : List.of(place, socket)) {
        giveToTheContainersUser(path);
      }
      var mount = new Mount(place, Path.of("/in"), Mount.Access.READ_ONLY, "test");

      var container =
          sandbox().start(plan("curl -s --unix-socket /in/socket http://x/hello", mount));

      assertThat(container.output()).hasContent("hello");
    }
  }

  private static Route hello() {
    return Route.get("/hello", _ -> Reply.json("hello"));
  }

  @Test
  void hasANetworkOfItsOwnWhenThePlanIsOpen() throws Exception {
    var plan =
        new LaunchPlan(
            "contract",
            List.of("cat", "/proc/net/dev"),
            Path.of("/tmp"),
            Map.of(),
            List.of(),
            Network.OPEN);

    assertThat(sandbox().start(plan).output()).asString(UTF_8).contains("eth0:");
  }

  @Test
  void holdsANetworkWhateverIsInTheImage() {
    var name = "localhost/cloakroom-empty-" + installation;
    var used = sandbox().engine();
    var tar = Archive.of("note", new byte[0]);
    used.images().load(name, new ByteArrayInputStream(tar), tar.length, _ -> {});
    try {
      var image = used.images().find(name).orElseThrow();
      var holders =
          new NetworkHolder(
              used, new Installation(installation, installation), engine.users().inside(), null);

      var holder =
          holders.start(
              withPort(plan("true"), Network.SOCKET_ONLY), image, ContainerSpec.Network.none("x"));

      assertThat(containers()).containsExactly(holder);
      used.remove(holder);
    } finally {
      used.images().remove(name);
    }
  }

  @Test
  void leavesNothingOfARunWithPortsThatCannotStart() throws Exception {
    var host = engine.sandboxOf(installation);
    var container = host.start(plan("echo up; cat"));
    awaitLine(container);

    assertThatThrownBy(() -> host.start(withPort(plan("true"), Network.SOCKET_ONLY)))
        .as("its name is taken")
        .isInstanceOf(Problem.class);

    assertThat(containers()).hasSize(1);
    container.stop(Duration.ZERO);
  }

  @Test
  void saysThatTheImageIsNotHere() {
    var plan = imaged("localhost/no-such-image");

    assertThatThrownBy(() -> sandbox().start(plan))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("localhost/no-such-image");
  }

  @Test
  void saysThatAnImageCannotBePulled() {
    var notices = new ArrayList<String>();
    var plan = imaged("localhost:1/no-such-image");

    assertThatThrownBy(() -> sandbox().prepare(plan, notices::add))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("image-not-pulled"));
    assertThat(notices).first().isEqualTo("getting the image localhost:1/no-such-image");
  }

  @Test
  void neverPullsItsOwnImage() {
    var sandbox =
        new EngineSandbox(
            engine.sandbox(),
            engine::place,
            new Installation(installation, RealEngine.randomId()),
            "cloakroom-never-built",
            HostUser.current(),
            folder);

    assertThatThrownBy(() -> sandbox.prepare(plan("true"), _ -> {}))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("image-missing"));
  }

  @Test
  void namesAndLabelsItsContainers() throws Exception {
    var container = engine.sandboxOf(installation).start(plan("echo up; hostname; cat"));
    awaitLine(container);

    var labels = engine.newSandbox().engine().labelled("dev.cloakroom.run=contract");

    assertThat(labels.values())
        .anySatisfy(
            found -> assertThat(found).containsEntry("dev.cloakroom.installation", installation));
    container.stop(Duration.ZERO);
    assertThat(container.output()).hasContent("cloakroom-contract");
  }

  @Test
  void refusesToMountOverTheImage() {
    var mount = new Mount(folder, Path.of("/usr"), Mount.Access.READ_ONLY, "test");

    assertThatThrownBy(() -> sandbox().start(plan("true", mount)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("belongs to the image");
  }

  private static LaunchPlan limited(Confinement.Limits limits, String shell) {
    return changed(shell, null, limits);
  }

  private static LaunchPlan imaged(String image) {
    return changed("true", image, Confinement.Limits.USUAL);
  }

  private static LaunchPlan changed(
      String shell, @Nullable String image, Confinement.Limits limits) {
    var plan = plan(shell);
    return new LaunchPlan(
        plan.run(),
        plan.command(),
        plan.workdir(),
        plan.environment(),
        plan.mounts(),
        plan.ports(),
        image,
        new Confinement(plan.network(), null, limits, Guard.ALL));
  }
}
