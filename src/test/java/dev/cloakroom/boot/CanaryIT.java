package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.cli.Terminal.Side;
import dev.cloakroom.playground.Answers;
import dev.cloakroom.playground.Visit;
import dev.cloakroom.playground.Visitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens that carry a mark, and a search for it wherever a token must not be (promise P10).
class CanaryIT {
  private static final List<Path> TEMPORARY =
      List.of(
          Path.of(System.getProperty("java.io.tmpdir")), Path.of("/var/tmp"), Path.of("/dev/shm"));

  private static final String HOLD =
      "cat /workspace/tokens/local.json >/dev/null && echo ready; while [ ! -e go ]; do sleep 0.02; done";

  private final Marks canary = Marks.of("canary-" + UUID.randomUUID());
  private final RecordedLog log = new RecordedLog();
  @TempDir private Path folder;
  private Demo demo;
  private FileTime start;

  @BeforeEach
  void open() throws IOException {
    start = Files.getLastModifiedTime(folder);
    demo = new Demo(folder.resolve("demo"), "/usr/bin:/bin", canary.texts().getFirst() + "-");
  }

  @AfterEach
  void close() {
    demo.close();
    log.close();
  }

  @Test
  void isInItsDeliveryAloneAndNowhereAfterwards() throws IOException {
    demo.connectNeighbour("ben");
    assertThat(prompt().run("connect", "local", "--as", "ana").exit()).isZero();
    prompt().run("grant", "reader", "local/ana");

    var run = prompt().start("run", "--workload", "reader", "--", "sh", "-c", HOLD);
    run.awaitOut("ready\n");

    assertThat(found()).singleElement().asString().endsWith("/tokens/local.json");

    Files.createFile(work().resolve("go"));
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(demo.host().places().database()).isNotEmptyFile();
    assertThat(found()).isEmpty();
  }

  @Test
  void isNowhereAfterTheWholeStory() {
    var story = new ByteArrayOutputStream();
    var terminal = Demo.terminal(InputStream.nullInputStream(), story, Set.of(Side.IN, Side.ERR));

    demo.connectNeighbour("ben");
    assertThat(demo.runSkill(terminal, Demo.person("Ana"))).isZero();
    assertThat(demo.prove(OutputStream.nullOutputStream())).isTrue();

    assertThat(story.toString(StandardCharsets.UTF_8)).contains("Ana's calendar");
    assertThat(canary.in(story.toString(StandardCharsets.UTF_8))).isFalse();
    assertThat(found()).isEmpty();
  }

  @Test
  void isOnNoPage() {
    var prompt = new Prompt(socket(), work(), _ -> {});
    var connect = prompt.start("connect", "local", "--as", "ana");
    connect.awaitOut("/enter/");

    try (var visitor = new Visitor()) {
      var asks = visitor.visit(URI.create(connect.out().strip()), pressing());
      var whose = visitor.visit(asks.address(), pressing("allow"));
      var connected = visitor.visit(whose.address(), pressing("save"));
      var link = prompt.run("console").out().strip();
      var console = visitor.visit(URI.create(link), pressing());

      assertThat(Stream.of(asks, whose, connected, console).map(Visit::page))
          .satisfiesExactly(
              page -> assertThat(page).contains("Connect local/ana"),
              page -> assertThat(page).contains("Is this the right account?"),
              page -> assertThat(page).contains("local/ana is saved"),
              page -> assertThat(page).contains("<strong>local/ana</strong>"))
          .noneMatch(canary::in);
      assertThat(List.of("accounts/local/ana", "runs", "access", "activity", "settings", "connect"))
          .map(path -> visitor.visit(console.address().resolve(path), pressing()))
          .allMatch(visit -> visit.status() == 200)
          .noneMatch(visit -> canary.in(visit.page()));
    }
  }

  @Test
  void wouldBeFoundInACommandLineAndAnEnvironment() throws IOException {
    var mark = Marks.of("control-" + UUID.randomUUID());
    var builder = new ProcessBuilder("sh", "-c", "read line", mark.texts().getFirst());
    builder.environment().put("CONTROL", mark.texts().getFirst());
    var process = builder.start();
    try (var _ = process.outputWriter()) {
      var found = Path.of("/proc", Long.toString(process.pid()));

      assertThat(mark.inProcesses())
          .containsExactlyInAnyOrder(found.resolve("cmdline"), found.resolve("environ"));
    }
  }

  private static Answers pressing(String... buttons) {
    return new Answers(Map.of("name", "ana"), List.of(buttons));
  }

  private Prompt prompt() {
    return new Prompt(socket(), work(), Prompt.person("ana"));
  }

  private Path socket() {
    return demo.host().places().socket();
  }

  private Path work() {
    return folder.resolve("demo/skill");
  }

  /// Where the mark is: in files, processes and the log.
  private List<Path> found() {
    var files = TEMPORARY.stream().flatMap(place -> canary.inFiles(place, start).stream());
    var logged = Stream.of(Path.of("log")).filter(_ -> canary.in(log.text()));
    return Stream.of(files, canary.inProcesses().stream(), logged).flatMap(all -> all).toList();
  }
}
