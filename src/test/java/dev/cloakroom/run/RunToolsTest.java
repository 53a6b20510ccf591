package dev.cloakroom.run;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.SocketClient;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.wire.GrantView;
import dev.cloakroom.wire.MountView;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What runs get for tools.
@Timeout(20)
class RunToolsTest {
  private static final Pattern PHANTOM = Pattern.compile("(?s).*\"refresh_token\": \"([^\"]+)\".*");

  @TempDir Path folder;
  private final List<String> found = new CopyOnWriteArrayList<>();

  @Test
  void setsUpAToolWhoseFileTheHostKeepsFresh() throws Exception {
    Script readsTwice =
        inside -> {
          var credentials = host(inside, "/home/.kimi-code/credentials");
          found.add(Files.readString(credentials.resolve("kimi-code.json")));
          inside.output().write('\n');
          inside.input().readAllBytes();
          found.add(Files.readString(credentials.resolve("kimi-code.json")));
          return 0;
        };
    try (var house = new RunHouse(folder, readsTwice)) {
      house.rooms.connect(ANA);

      var client = house.startFor("kimi=google/ana=access-file");
      var id = client.next("output").run();
      house.rooms.connect(ANA, "a2", Scopes.of(CALENDAR));
      client.endInput(id);

      assertThat(client.end().exit()).isZero();
      assertThat(found.getFirst()).contains("\"access_token\": \"a1\"", "\"refresh_token\": \"\"");
      assertThat(found.getLast()).contains("\"access_token\": \"a2\"");
    }
  }

  @Test
  void givesATokenFileReadOnlyAndTheToolsOwnFolderReadWrite() throws Exception {
    Script looks =
        inside -> {
          inside
              .plan()
              .mounts()
              .forEach(mount -> found.add(mount.container() + " " + mount.access()));
          found.add("env " + inside.plan().environment().get("KIMI_CODE_NO_AUTO_UPDATE"));
          var home = host(inside, "/home/.kimi-code");
          found.add(
              Files.readString(home.resolve("config.toml")).lines().findFirst().orElseThrow());
          return 0;
        };
    try (var house = new RunHouse(folder, looks)) {
      house.rooms.connect(ANA);

      var end = house.startFor("kimi=google/ana=access-file").end();

      assertThat(end.exit()).as(end.toString()).isZero();
      assertThat(found)
          .contains(
              "/home/.kimi-code READ_WRITE",
              "/home/.kimi-code/credentials READ_ONLY",
              "env 1",
              "default_model = \"kimi-code/kimi-for-coding\"");
      assertThat(folder.resolve("r")).isEmptyDirectory();
    }
  }

  @Test
  void laysALinkWhereAToolWantsItsTokenBesideItsOwnFiles() throws Exception {
    Script looks =
        inside -> {
          var link = host(inside, "/home/.codex").resolve("auth.json");
          found.add(Files.readSymbolicLink(link).toString());
          found.add(Files.readString(host(inside, "/workspace/tokens").resolve("codex.json")));
          return 0;
        };
    try (var house = new RunHouse(folder, looks)) {
      house.rooms.connect(ANA);

      var end = house.startFor("codex=google/ana=access-file").end();

      assertThat(end.exit()).as(end.toString()).isZero();
      assertThat(found.getFirst()).isEqualTo("/workspace/tokens/codex.json");
      assertThat(found.getLast()).contains("\"access_token\": \"a1\"");
    }
  }

  @Test
  void isTheTokenEndpointOfAToolThatCanBeRedirected() throws Exception {
    Script refreshes =
        inside -> {
          var file = host(inside, "/home/.cloakroom/google-external").resolve("credentials.json");
          found.add(Files.readString(file));
          found.add(inside.plan().ports().toString());
          return 0;
        };
    try (var house = new RunHouse(folder, refreshes)) {
      house.rooms.connect(ANA);

      var end = house.startFor("google").end();

      assertThat(end.exit()).as(end.toString()).isZero();
      assertThat(found.getFirst())
          .contains("http://127.0.0.1:8181/google-external/token")
          .doesNotContain("r1");
      assertThat(found.getLast()).contains("number=8181", "/e/socket");
    }
  }

  @Test
  void tellsOfAPhantomOfAnotherRun() throws Exception {
    Script replays =
        inside -> {
          var file = host(inside, "/home/.cloakroom/google-external").resolve("credentials.json");
          found.add(PHANTOM.matcher(Files.readString(file)).replaceFirst("$1"));
          var endpoint = new SocketClient(inside.plan().ports().getFirst().socket(), "X-Tool: any");
          var body =
              "{\"grant_type\":\"refresh_token\",\"refresh_token\":\"%s\"}"
                  .formatted(found.getFirst());
          found.add(endpoint.ask("POST", "/google-external/token", body).body());
          return 0;
        };
    try (var house = new RunHouse(folder, replays)) {
      house.rooms.connect(ANA);
      house.startFor("google").end();
      house.startFor("google").end();

      assertThat(found.getLast()).contains("invalid_grant").doesNotContain("a1");
      assertThat(house.rooms.audit.recent(Long.MAX_VALUE, 50))
          .filteredOn(recorded -> recorded.entry().event().equals("misused"))
          .hasSize(1);
    }
  }

  @Test
  void planShowsAllThatARunWouldGet() {
    try (var house = new RunHouse(folder, _ -> 0)) {
      house.rooms.connect(ANA);
      var form = new Form(Mode.TOKEN_ENDPOINT, "google-external", null);
      house.rooms.grants.grant(new Grant("family", ANA, "google", Scopes.NONE, form));
      var request = house.request("family", List.of("google/ana=token-endpoint@own"), List.of());

      var plan = house.plan(request);

      assertThat(plan.ports()).hasSize(1);
      assertThat(plan.grants()).extracting(GrantView::name).containsExactly("google", "own");
      assertThat(plan.mounts())
          .extracting(MountView::container)
          .contains("/home/.cloakroom/google", "/home/.cloakroom/own");
    }
  }

  @Test
  void asksWhichAccountWhereSeveralFit() throws Exception {
    try (var house = new RunHouse(folder, _ -> 0)) {
      house.rooms.connect(ANA);
      house.rooms.connect(BEA);

      var end = house.startFor("google").end();

      assertThat(end.exit()).isEqualTo(125);
      assertThat(end.text()).contains("name one, as in --for google-external=google/ana");
    }
  }

  @Test
  void saysWhichAccountIsMissing() throws Exception {
    try (var house = new RunHouse(folder, _ -> 0)) {
      var end = house.startFor("kimi").end();

      assertThat(end.text()).contains("needs an account of kimi-code", "--for kimi-code=");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing|unknown-dialect",
        "kimi=google/ana=metadata|mode-not-taken",
        "kimi=google/ana=best|unknown-mode",
        "kimi=ana|unknown-mode",
        "kimi@../x|bad-tool",
        "=google/ana|bad-tool",
      })
  void refusesWhatIsNoTool(String text, String code) {
    try (var house = new RunHouse(folder, _ -> 0)) {
      house.rooms.connect(ANA);

      assertThatThrownBy(() -> house.startFor(text))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
  }

  private static Path host(Script.Inside inside, String place) throws IOException {
    for (var mount : inside.plan().mounts()) {
      if (mount.container().equals(Path.of(place))) {
        return mount.host().toRealPath(LinkOption.NOFOLLOW_LINKS);
      }
    }
    throw new IOException("nothing is mounted at " + place);
  }
}
