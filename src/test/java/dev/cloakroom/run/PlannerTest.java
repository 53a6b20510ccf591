package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cloakroom.RealRooms;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
  @TempDir Path temporary;
  private RealRooms rooms;
  private Path home;
  private Path project;

  @BeforeEach
  void open() throws IOException {
    rooms = new RealRooms(temporary);
    home = Files.createDirectories(temporary.resolve("person/data/cloakroom"));
    project = Files.createDirectories(temporary.resolve("person/project"));
  }

  @AfterEach
  void close() {
    rooms.close();
  }

  @Test
  void mountsTheWorkingFolderTheTokensAndTheSocketAndNothingElse() {
    var plan = plan(project, Map.of());

    assertThat(plan.mounts())
        .extracting(Mount::host, Mount::container, mount -> mount.access().name())
        .containsExactly(
            tuple(project, project, "READ_WRITE"),
            tuple(Path.of("/h/tokens"), Path.of("/workspace/tokens"), "READ_ONLY"),
            tuple(Path.of("/h/s"), Path.of("/run/cloakroom"), "READ_ONLY"));
  }

  @Test
  void letsTheEnvironmentSayAllButWhereTheSocketIs() {
    var given = Map.of("PATH", "/opt", "CLOAKROOM_SOCKET", "/evil", "CLOAKROOM_CREDENTIAL", "x");

    assertThat(plan(project, given).environment())
        .containsEntry("PATH", "/opt")
        .containsEntry("CLOAKROOM_SOCKET", "/run/cloakroom/socket")
        .containsEntry("CLOAKROOM_CREDENTIAL", "/run/cloakroom/credential")
        .containsOnlyKeys("PATH", "HOME", "LANG", "CLOAKROOM_SOCKET", "CLOAKROOM_CREDENTIAL");
  }

  @Test
  void refusesAWorkingFolderThatHoldsOneOfOurs() {
    assertRefused(temporary.resolve("person"));
    assertRefused(Path.of("/"));
  }

  @Test
  void refusesAWorkingFolderInsideOneOfOurs() throws IOException {
    assertRefused(home);
    assertRefused(Files.createDirectory(home.resolve("logs")));
  }

  @Test
  void refusesALinkToOneOfOurs() throws IOException {
    assertRefused(Files.createSymbolicLink(project.resolve("link"), home));
  }

  @Test
  void refusesAFolderOfOursThatIsReachedByALink() throws IOException {
    var real = home;
    home = Files.createSymbolicLink(temporary.resolve("elsewhere"), real);

    assertRefused(temporary.resolve("person/data"));
  }

  @Test
  void refusesAFolderOfOursThatIsNotThereYet() throws IOException {
    var link = Files.createSymbolicLink(temporary.resolve("elsewhere"), project);
    home = link.resolve("config/cloakroom");

    assertRefused(project);
  }

  @Test
  void mountsWhatTheAllowlistAllows() throws IOException {
    allow(temporary);
    var notes = Files.createDirectories(temporary.resolve("person/notes"));

    assertThat(plan(List.of(notes.toString())).mounts())
        .extracting(Mount::host, Mount::container, mount -> mount.access().name())
        .contains(tuple(notes, Path.of("/workspace/extra/notes"), "READ_ONLY"));
  }

  @Test
  void refusesWhatItWouldHideInside() throws IOException {
    allow(temporary);
    var notes = Files.createDirectories(temporary.resolve("person/notes"));

    for (var place : List.of("/workspace", "/workspace/tokens/x", "/run", "" + project)) {
      assertThatThrownBy(() -> plan(List.of(notes + ":" + place)))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.code()).isEqualTo("mount-refused"));
    }
  }

  @Test
  void refusesAVariableThatWouldLeadAToolElsewhere() {
    var set = Map.of("TOKEN_HOST", "http://127.0.0.1:8181/kimi");
    var delivered = new Deliveries.Plan(List.of(), List.of(), set);

    assertThatThrownBy(() -> plan(project, Map.of("TOKEN_HOST", "https://other"), delivered))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("variable-taken"));
    assertThat(plan(project, Map.of(), delivered).environment()).containsAllEntriesOf(set);
  }

  @Test
  void refusesAFolderWithAFileThatIsKeptFresh() {
    rooms.connect(RealRooms.ANA);
    var form = new Form(Mode.ACCESS_FILE, "env", project.resolve("token.env").toString());
    rooms.grants.grant(new Grant("host", RealRooms.ANA, "env", Scopes.NONE, form));

    assertRefused(project);
  }

  private void assertRefused(Path workdir) {
    assertThatThrownBy(() -> plan(workdir, Map.of()))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("workdir-refused"));
  }

  private LaunchPlan plan(Path workdir, Map<String, String> environment) {
    return plan(workdir, environment, delivered());
  }

  /// Allows all that lies in a folder, to read.
  private void allow(Path root) throws IOException {
    var list = Files.createDirectories(temporary.resolve("config"));
    Files.writeString(
        list.resolve("mount-allowlist.json"),
        """
        {"allowedRoots":[{"path":"%s","allowReadWrite":false}],"blockedPatterns":[],"nonMainReadOnly":true}\
        """
            .formatted(root));
  }

  private LaunchPlan plan(List<String> mounts) {
    return plan(project, Map.of(), delivered(), mounts);
  }

  private LaunchPlan plan(
      Path workdir, Map<String, String> environment, Deliveries.Plan delivered) {
    return plan(workdir, environment, delivered, List.of());
  }

  private LaunchPlan plan(
      Path workdir,
      Map<String, String> environment,
      Deliveries.Plan delivered,
      List<String> mounts) {
    var request =
        new RunRequest(
            null,
            List.of("true"),
            workdir.toString(),
            List.of(),
            List.of(),
            environment,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            mounts,
            null);
    return new Planner(house())
        .plan(
            "run-1",
            RunSpec.of(request, "fake", Map.of(), Dialects.builtIn()),
            delivered,
            Path.of("/h/s"));
  }

  private Deliveries.Plan delivered() {
    return Deliveries.plan(List.of(), Set.of(), house().deliveries(), Path.of("/h"), Map.of());
  }

  private House house() {
    return RunHouse.over(rooms, Map.of(), temporary.resolve("r"), List.of(home));
  }
}
