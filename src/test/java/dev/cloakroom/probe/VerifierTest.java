package dev.cloakroom.probe;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.run.RunHouse;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Script.Inside;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class VerifierTest {
  @TempDir private Path folder;
  private final List<LaunchPlan> others = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch told = new CountDownLatch(1);
  private volatile String answer = "no\tnot there";
  private RunHouse house;

  @BeforeEach
  void open() {
    house = new RunHouse(folder, this::command);
    house.rooms.connect(ANA);
    house.rooms.connect(BEA);
  }

  @AfterEach
  void close() {
    house.close();
  }

  /// A neighbour, or a probe that says the same of everything.
  private int command(Inside inside) throws Exception {
    RunHouse.print(inside, "ready\n");
    if (!inside.plan().command().equals(Script.command())) {
      others.add(inside.plan());
      inside.input().readAllBytes();
      return 0;
    }
    var lines = new String(inside.input().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    asked.addAll(lines);
    told.countDown();
    if (answer.equals("waits")) {
      new CountDownLatch(lines.size()).await();
    }
    for (int number = 0; number < lines.size() && !answer.isEmpty(); number++) {
      RunHouse.print(inside, number + "\t" + answer + "\n");
    }
    return 0;
  }

  @Test
  void makesAllAttemptsInARunOfThatPlan() throws InterruptedException {
    var findings = verify(request(null));

    assertThat(findings.size()).isGreaterThan(asked.size());
    assertThat(findings)
        .filteredOn(finding -> !finding.attempt().kind().isOfHost())
        .hasSameSizeAs(asked)
        .allMatch(finding -> finding.found().equals(Outcome.no("not there")));
    assertThat(asked).contains("read\t/workspace/tokens/google.json");
    assertNothingIsLeft();
  }

  @Test
  void hasNeighboursWithAnAccountThatTheRunHasNot() throws InterruptedException {
    verify(request(null));

    assertThat(others).hasSize(2).allMatch(plan -> plan.ports().size() == 1);
    assertThat(house.runs.views())
        .filteredOn(run -> run.grants().stream().anyMatch(one -> "neighbour".equals(one.name())))
        .hasSize(2)
        .allMatch(run -> run.grants().getFirst().account().equals(BEA.toString()));
    assertThat(asked)
        .filteredOn(line -> line.startsWith("present-credential"))
        .hasSize(3)
        .doesNotHaveDuplicates();
  }

  @Test
  void showsAnImageThatSomebodyNamesNoOtherAccount() throws InterruptedException {
    verify(request("somebody/image"));

    assertThat(others).hasSize(2).allMatch(plan -> plan.ports().isEmpty());
    assertThat(asked).anyMatch(line -> line.contains("tokens/decoy.json"));
  }

  @Test
  void findsARefreshTokenInWhatIsMounted() throws Exception {
    var refresh =
        Objects.requireNonNull(house.rooms.vault.current(BEA).refresh()).useText(text -> text);
    Files.writeString(folder.resolve("project/note"), "here it is: " + refresh + "!");

    var findings = verify(request(null));

    assertThat(findings)
        .filteredOn(finding -> finding.attempt().what().contains("refresh token"))
        .singleElement()
        .returns(false, Finding::asExpected)
        .satisfies(finding -> assertThat(finding.found().detail()).endsWith("project/note"));
    assertThat(asked).noneMatch(line -> line.contains(refresh));
  }

  @Test
  void countsWhatAProbeThatDiesDidNotTry() throws InterruptedException {
    answer = "";

    var findings = verify(request(null));

    assertThat(findings)
        .filteredOn(finding -> !finding.attempt().kind().isOfHost())
        .noneMatch(Finding::asExpected);
  }

  @Test
  void endsEverythingWhenItsWatcherGoes() throws InterruptedException {
    answer = "waits";
    var thread = Thread.ofVirtual().start(() -> quietly(request(null)));
    told.await();

    thread.interrupt();
    thread.join();

    assertNothingIsLeft();
  }

  @Test
  void leavesNothingWhenTheRunCannotBe() {
    var request = request(null, "google/nobody");

    assertThatThrownBy(() -> verify(request))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("unknown-account"));
    assertNothingIsLeft();
  }

  private List<Finding> verify(RunRequest request) throws InterruptedException {
    var findings = new ArrayList<Finding>();
    verifier().verify(request, _ -> {}, findings::add);
    return findings;
  }

  private void quietly(RunRequest request) {
    try {
      verify(request);
    } catch (InterruptedException _) {
      // that is what this is about
    }
  }

  private Verifier verifier() {
    var refresh = house.rooms.vault.current(BEA).refresh();
    var places = new Stage(folder.resolve("stage")).ground();
    var ground =
        new Ground(
            places.secluded(),
            places.sockets(),
            folder.resolve("r"),
            places.loans(),
            places.person(),
            places.searchPath(),
            places.console(),
            () -> Map.of(BEA, refresh));
    return new Verifier(house.runs, () -> ground, () -> List.of(ANA, BEA));
  }

  private RunRequest request(@Nullable String image, String... grants) {
    var account = grants.length == 0 ? ANA.toString() : grants[0];
    var json =
        """
        {"command": [], "workdir": "%s", "grants": ["%s"], "environment": {}, "image": %s}
        """
            .formatted(
                folder.resolve("project"), account, image == null ? "null" : '"' + image + '"');
    return Wire.read(RunRequest.class, json);
  }

  private void assertNothingIsLeft() {
    assertThat(folder.resolve("r")).isEmptyDirectory();
    assertThat(house.runs.views()).allMatch(run -> run.state().equals("ended"));
  }
}
