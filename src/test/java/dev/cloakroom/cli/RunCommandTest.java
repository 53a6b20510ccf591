package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.GrantView;
import dev.cloakroom.wire.GuardView;
import dev.cloakroom.wire.MountView;
import dev.cloakroom.wire.PlanView;
import dev.cloakroom.wire.PortView;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.Wire;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {
  private static final PlanView PLAN =
      new PlanView(
          "family",
          "bubblewrap",
          "none",
          List.of("python3", "calendar.py"),
          "/home/ana/work",
          List.of(
              new MountView("/usr", "/usr", "read-only", "programs"),
              new MountView("/run/x/tokens", "/workspace/tokens", "read-only", "google/ana")),
          List.of(new PortView(8181, "/run/x/e/socket", "the run's endpoint")),
          List.of("PATH", "LANG"),
          List.of(new GrantView("family", "google/ana", "google", List.of(), "access-file")),
          null,
          "1000:1000",
          "none",
          List.of(
              new GuardView("own-ipc", "it shares no memory", true),
              new GuardView("limits", "so many processes", false)));

  @TempDir private Path folder;
  private FakeHost host;
  private Shell shell;

  @BeforeEach
  void openHost() {
    host = new FakeHost(folder.resolve("s"));
    shell = new Shell(folder.resolve("s"));
    host.answers("POST /v1/runs/plan", Wire.json(PLAN));
  }

  @AfterEach
  void closeHost() {
    host.close();
  }

  @Test
  void asksForWhatTheOptionsSay() {
    var options =
        "run --dry-run --workload family --sandbox bubblewrap --network none --grant google/ana:a"
            + " --grant github/bot=access-file --for kimi --workdir sub/../here --env A=b=c --env D="
            + " --min-ttl 45m --timeout 90 --output-cap 10M --rerun never --image debian:trixie --pids 200 --memory 512m --cpus 1.5 --user 999:1000 --without read-only-root --mount ../notes:rw --mount /data:in:ro --while-waiting pause -- ls -l -- --json";

    assertThat(shell.run(options.split(" ", -1))).isZero();
    assertThat(Wire.read(RunRequest.class, host.body("POST", "/v1/runs/plan")))
        .isEqualTo(
            new RunRequest(
                "family",
                List.of("ls", "-l", "--", "--json"),
                "/home/ana/work/here",
                List.of("google/ana:a", "github/bot=access-file"),
                List.of("kimi"),
                Map.of("A", "b=c", "D", ""),
                "bubblewrap",
                "none",
                2700L,
                90L,
                10L << 20,
                "never",
                "debian:trixie",
                200L,
                512L << 20,
                1.5,
                "999:1000",
                List.of("read-only-root"),
                List.of("/home/ana/notes:rw", "/data:in:ro"),
                "pause"));
  }

  @Test
  void leavesTheRestToTheHost() {
    shell.run("run", "--dry-run", "ls", "-l", "@file", "\"quoted\"");

    assertThat(host.body("POST", "/v1/runs/plan"))
        .isEqualTo(
            "{\"command\":[\"ls\",\"-l\",\"@file\",\"\\\"quoted\\\"\"],"
                + "\"workdir\":\"/home/ana/work\",\"grants\":[],\"tools\":[],\"environment\":{},\"without\":[],\"mounts\":[]}");
  }

  @Test
  void showsThePlan() {
    assertThat(shell.run("run", "--dry-run", "--", "python3")).isZero();
    assertThat(shell.out())
        .isEqualTo(
            """
            workload     family
            sandbox      bubblewrap
            user         1000:1000
            limits       none
            network      none
            workdir      /home/ana/work
            command      python3 calendar.py
            port         127.0.0.1:8181, the run's endpoint (/run/x/e/socket)
            guards       own-ipc
            without      limits
            environment  PATH LANG

            HOST           CONTAINER          ACCESS     WHY
            /usr           /usr               read-only  programs
            /run/x/tokens  /workspace/tokens  read-only  google/ana

            WORKLOAD  ACCOUNT     NAME    MODE         FOR  AT MOST
            family    google/ana  google  access-file  -    -
            """);
  }

  @Test
  void showsThePlanAsJson() {
    shell.run("run", "--dry-run", "--json", "--", "python3");

    assertThat(shell.out()).isEqualTo(Wire.json(PLAN) + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--rerun=always, bad-choice",
    "--timeout=x, bad-duration",
    "--output-cap=x, bad-size",
    "--workload=A/b, bad-name",
    "--env=hunter2, bad-variable",
    "--env==hunter2, bad-variable",
  })
  void refusesWhatItDoesNotKnow(String option, String code) {
    assertThat(shell.run("run", option, "--", "ls")).isEqualTo(2);
    assertThat(shell.err()).contains("[" + code + "]").doesNotContain("hunter2");
    assertThat(host.asked("POST", "/")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"USAGE, 2", "FAILED, 125", "NOT_FOUND, 125", "PERSON_NEEDED, 125", "REFUSED, 125"})
  void tellsItsOwnFailuresFromThoseOfTheCommand(Kind kind, int exit) {
    host.fails("POST /v1/runs", new Problem(kind, "some-code", "it went wrong"));

    assertThat(shell.run("run", "--json", "--", "ls")).isEqualTo(exit);
    assertThat(shell.err()).isEqualTo("cloakroom: it went wrong [some-code]\n");
    assertThat(shell.out()).contains("\"code\":\"some-code\"", "\"exit\":" + exit);
  }

  @Test
  void refusesWhatTheHostCannotRead() {
    assertThat(shell.run("run", "--dry-run", "--", "x".repeat(32_000))).isZero();
    assertThat(Wire.read(RunRequest.class, host.body("POST", "/v1/runs/plan")).command().getFirst())
        .hasSize(32_000);
    assertThat(shell.run("run", "--", "echo", "x".repeat(32_001))).isEqualTo(2);
    assertThat(shell.err()).contains("[too-long]").doesNotContain("xxx");
  }

  @Test
  void endsAsThePlanDoes() {
    var other = new Shell(folder.resolve("nobody"));

    assertThat(other.run("run", "--dry-run", "--", "ls")).isEqualTo(5);
    assertThat(other.run("run", "--", "ls")).isEqualTo(125);
  }
}
