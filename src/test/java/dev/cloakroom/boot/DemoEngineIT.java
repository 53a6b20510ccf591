package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.cli.Terminal.Side;
import dev.cloakroom.dial.Connection;
import dev.cloakroom.dial.Content;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.sandbox.OtherUser;
import dev.cloakroom.sandbox.OwnEngine;
import dev.cloakroom.sandbox.RealEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The story and the search for marked tokens, on real engines.
class DemoEngineIT {
  private final Marks canary = Marks.of("canary-" + UUID.randomUUID());
  @TempDir private Path folder;

  private static Stream<RealEngine> engines() {
    return Stream.of(RealEngine.DOCKER, RealEngine.PODMAN);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void endsWithOkAndZero(RealEngine engine) {
    try (var demo =
        HostProcess.startWith(
            engine.environment(),
            folder,
            "demo",
            "--auto",
            "--sandbox",
            engine.sandbox(),
            "--image",
            RealEngine.IMAGE)) {
      int exit = demo.exit();

      assertThat(demo.said()).last().as(demo.said().toString()).isEqualTo("demo: ok");
      assertThat(exit).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void provesFromInsideWhatItCannotDo(RealEngine engine) {
    try (var demo = demo(engine)) {
      var story = new ByteArrayOutputStream();
      var terminal = Demo.terminal(InputStream.nullInputStream(), story, Set.of(Side.IN, Side.ERR));

      assertThat(demo.runSkill(terminal, Demo.person("Ana"))).isZero();
      assertThat(demo.prove(System.out)).isTrue();

      assertThat(story.toString(StandardCharsets.UTF_8)).contains("Ana's calendar");
    }
  }

  private static Stream<RealEngine> enginesOfRoot() {
    return Stream.concat(engines(), Stream.of(RealEngine.REMAPPED));
  }

  @ParameterizedTest
  @MethodSource("enginesOfRoot")
  void theEngineKnowsNoToken(RealEngine engine) throws IOException {
    try (var demo = demo(engine)) {
      var work = folder.resolve("demo/skill");
      var prompt = new Prompt(demo.host().places().socket(), work, Prompt.person("ana"));
      assertThat(prompt.run("connect", "local", "--as", "ana").exit()).isZero();
      prompt.run("grant", "reader", "local/ana");
      var run = prompt.start("run", "--workload", "reader", "--", "sh", "-c", HeldDemo.HOLD);
      run.awaitOut("ready\n");

      var id = only(ids(engine, "/containers/json?filters=" + label("dev.cloakroom.host")));
      var seen =
          List.of(
              ask(engine, "/containers/" + id + "/json"),
              ask(engine, "/containers/" + id + "/logs?stdout=1&stderr=1"),
              ask(engine, "/images/" + RealEngine.IMAGE + "/json"),
              ask(engine, "/images/" + RealEngine.IMAGE + "/history"));

      assertThat(seen.getFirst()).contains("dev.cloakroom.run", "CLOAKROOM_SOCKET");
      assertThat(canary.in(run.out())).as("the run itself has it").isTrue();
      assertThat(seen).noneMatch(canary::in);
      Files.createFile(work.resolve("go"));
      assertThat(run.exit()).isZero();
      assertThat(ids(engine, "/containers/json?all=1&filters=" + label("dev.cloakroom.host")))
          .isEmpty();
    }
  }

  private static Stream<RealEngine> enginesOfAnother() {
    return Stream.of(RealEngine.ROOTLESS_DOCKER, RealEngine.ROOTLESS_PODMAN);
  }

  @ParameterizedTest
  @MethodSource("enginesOfAnother")
  void neitherDoesTheEngineOfAnOrdinaryUserNorAnyProcess(RealEngine engine) throws IOException {
    var engines = List.of(engine.sandbox(), engine.place().name());
    try (var host = OtherUser.start(OwnEngine.TESTER, HeldDemo.class, engines)) {
      assertThat(host.told(canary.texts().getFirst())).isEqualTo("holds");

      assertThat(engine.says()).hasSizeGreaterThan(3).noneMatch(canary::in);
      assertThat(canary.inProcesses()).isEmpty();
      assertThat(host.told("go")).isEqualTo("0");
    }
  }

  private Demo demo(RealEngine engine) {
    var search = new EngineSearch(engine.environment(), Path.of("/"));
    var stage = new Demo.Stage(engine.sandbox(), RealEngine.IMAGE);
    return new Demo(
        folder.resolve("demo"),
        new Machine(Path.of("/"), "/usr/bin:/bin", search),
        stage,
        canary.texts().getFirst() + "-");
  }

  private static String label(String name) {
    return "%7B%22label%22%3A%5B%22" + name + "%22%5D%7D";
  }

  private static List<String> ids(RealEngine engine, String target) throws IOException {
    return Pattern.compile("\"Id\":\"([0-9a-f]{64})\",\"Names\"")
        .matcher(ask(engine, target))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static String only(List<String> ids) {
    assertThat(ids).hasSize(1);
    return ids.getFirst();
  }

  private static String ask(RealEngine engine, String target) throws IOException {
    try (var connection = Connection.to(engine.place().address())) {
      return connection.ask("GET", "/v1.41" + target, Content.none()).text();
    }
  }
}
