package dev.cloakroom.run;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.SocketClient;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.event.Event;
import dev.cloakroom.json.JsonText;
import dev.cloakroom.sandbox.FakeSandbox;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.store.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What runs get of several grants, what becomes of it when one ends, and what is left afterwards.
@Timeout(20)
class RunDeliveriesTest {
  private static final String ADOPTED = "kimi-cli=google/ana=adopted-file";
  private static final String ROTATED =
      "{\"access_token\":\"a2\",\"refresh_token\":\"r2\",\"expires_at\":1795000000.0,\"scope\":\"\",\"token_type\":\"Bearer\",\"expires_in\":3600.0}";

  @TempDir Path folder;
  private final List<String> found = new CopyOnWriteArrayList<>();

  @Test
  void refusesTwoToolsThatSetOneVariable() throws Exception {
    try (var house = new RunHouse(folder, _ -> 0)) {
      house.rooms.connect(ANA);
      house.rooms.connect(BEA);

      var end = house.startFor("google=google/ana@a", "google=google/bea@b").end();

      assertThat(end.reason()).as(end.toString()).isEqualTo("variable-taken");
      assertNothingIsLeft();
    }
  }

  @Test
  void refusesTwoToolsThatWantOneFolder() throws Exception {
    try (var house = new RunHouse(folder, _ -> 0)) {
      house.rooms.connect(ANA);
      house.rooms.connect(BEA);

      var end =
          house.startFor("kimi=google/ana=access-file@a", "kimi=google/bea=access-file@b").end();

      assertThat(end.reason()).as(end.toString()).isEqualTo("folder-taken");
      assertNothingIsLeft();
    }
  }

  @Test
  void namesTwoToolsOfOneAccountByTheirDialects() throws Exception {
    Script looks =
        inside -> {
          found.add(list(host(inside, "/workspace/tokens")));
          return 0;
        };
    try (var house = new RunHouse(folder, looks)) {
      house.rooms.connect(ANA);

      var end = house.startFor("codex=google/ana=access-file", "gh=google/ana").end();

      assertThat(end.exit()).as(end.toString()).isZero();
      assertThat(found).containsExactly("codex.json gh.yml");
      assertNothingIsLeft();
    }
  }

  @Test
  void keepsASeedBelowFoldersPrivate() throws Exception {
    Script looks =
        inside -> {
          var credentials = host(inside, "/home/.kimi-code").resolve("credentials");
          var seed = credentials.resolve(list(credentials));
          found.add(mode(credentials) + " " + Files.getOwner(credentials).getName());
          found.add(mode(seed) + " " + Files.getOwner(seed).getName());
          return 0;
        };
    try (var house = new RunHouse(folder, looks)) {
      house.rooms.connect(ANA);

      var end = house.startFor("kimi=google/ana").end();

      var us = Files.getOwner(folder).getName();
      assertThat(end.exit()).as(end.toString()).isZero();
      assertThat(found).containsExactly("rwx------ " + us, "rw------- " + us);
    }
  }

  @Test
  void sharesWithAListedUserWhatTheRunNeedsAndNoMore() throws Exception {
    Script looks =
        inside -> {
          var home = host(inside, "/home/.kimi-code");
          var tokens = host(inside, "/workspace/tokens");
          var socket = host(inside, "/run/cloakroom");
          var seed = home.resolve("credentials").resolve(list(home.resolve("credentials")));
          for (var path :
              List.of(
                  home,
                  seed,
                  tokens,
                  tokens.resolve("codex.json"),
                  socket,
                  socket.resolve("socket"))) {
            found.add(mode(path));
          }
          found.add(mode(socket.resolve("credential")));
          return 0;
        };
    var sandbox = new FakeSandbox(looks).sharing(new Share.Listed(300_998));
    try (var house = new RunHouse(folder, sandbox)) {
      house.rooms.connect(ANA);

      var end = house.startFor("kimi=google/ana", "codex=google/ana=access-file").end();

      assertThat(end.exit()).as(end.toString()).isZero();
      assertThat(found)
          .as("the group's part is the listed user's")
          .containsExactly(
              "rwxrwx---",
              "rw-rw----",
              "rwxr-x---",
              "rw-r-----",
              "rwxr-x---",
              "rw-rw----",
              "rw-r-----");
    }
  }

  @Test
  void lendsNothingToAListedUser() throws Exception {
    var sandbox = new FakeSandbox(_ -> 0).sharing(new Share.Listed(300_998));
    try (var house = new RunHouse(folder, sandbox)) {
      house.rooms.connect(ANA);

      assertThat(borrow(house).end().reason()).isEqualTo("user-not-lendable");
      assertNothingIsLeft();
    }
  }

  @Test
  void takesAllOfAGrantAwayThatEndsInMidRun() throws Exception {
    Script goesOn =
        inside -> {
          var tokens = host(inside, "/workspace/tokens");
          found.add(list(tokens) + refresh(inside) + ask(inside));
          inside.output().write('\n');
          inside.input().readAllBytes();
          found.add(list(tokens) + refresh(inside) + ask(inside));
          return 0;
        };
    try (var house = new RunHouse(folder, goesOn)) {
      house.rooms.connect(ANA);

      var tools = List.of("codex=google/ana=access-file", "oauth-client=google/ana");
      var client = new RunClient(house.runs, house.request("w", List.of(), tools));
      var id = client.next("output").run();
      house.rooms.events.publish(new Event.Ungranted("w", ANA));
      client.endInput(id);

      assertThat(client.end().exit()).isZero();
      assertThat(found).containsExactly("codex.json 200 200", " 400 invalid_grant 403");
    }
  }

  @Test
  void adoptsWhatARunRotated() throws Exception {
    Script rotates =
        inside -> {
          inside
              .plan()
              .mounts()
              .forEach(mount -> found.add(mount.container() + " " + mount.access()));
          var credentials = host(inside, "/home/.kimi/credentials");
          found.add(Files.readString(credentials.resolve("kimi-code.json")));
          var beside = Files.writeString(credentials.resolve("x.tmp"), ROTATED);
          Files.move(beside, credentials.resolve("kimi-code.json"), StandardCopyOption.ATOMIC_MOVE);
          return 0;
        };
    try (var house = new RunHouse(folder, rotates)) {
      house.rooms.connect(ANA);

      var end = borrow(house).end();

      assertThat(end.exit()).as(end.toString()).isZero();
      assertThat(found)
          .contains(
              "/home/.kimi/credentials READ_WRITE",
              "/home/.kimi READ_WRITE",
              "/workspace/tokens READ_ONLY")
          .anyMatch(text -> text.contains("\"r1\""));
      var now = house.rooms.broker.peek(ANA);
      assertThat(now.refresh()).isEqualTo(Secret.of("r2"));
      assertThat(now.access()).isEqualTo(Secret.of("a2"));
      assertNothingIsLeft();
    }
  }

  @Test
  void takesNothingBackFromAContainerThatMayStillBeThere() throws Exception {
    try (var house = new RunHouse(folder, new FakeSandbox(_ -> 0).losesContainers())) {
      house.rooms.connect(ANA);
      var end = borrow(house).end();

      assertThat(end.exit()).isZero();
      assertThat(borrow(house).end().reason()).isEqualTo("account-lent");
      assertThat(folder.resolve("r")).isDirectoryContaining(Files::isDirectory);
      assertThat(house.runs.writerAt(folder.resolve("project/sub"))).isPresent();
    }
  }

  @Test
  void lendsAnAccountToOneRunAtATime() throws Exception {
    Script waits =
        inside -> {
          inside.output().write('\n');
          inside.input().readAllBytes();
          return 0;
        };
    try (var house = new RunHouse(folder, waits)) {
      house.rooms.connect(ANA);
      var first = borrow(house);
      var id = first.next("output").run();

      assertThat(borrow(house).end().reason()).isEqualTo("account-lent");
      first.endInput(id);
      assertThat(first.end().exit()).isZero();

      var third = borrow(house);
      third.endInput(third.next("output").run());
      assertThat(third.end().exit()).isZero();
      assertNothingIsLeft();
    }
  }

  private static RunClient borrow(RunHouse house) {
    return new RunClient(house.runs, house.request("w", List.of(), List.of(ADOPTED)));
  }

  private void assertNothingIsLeft() {
    assertThat(folder.resolve("r")).isEmptyDirectory();
    assertThat(folder.resolve("loans")).isEmptyDirectory();
  }

  /// Asks the run's endpoint, as a tool does that refreshes.
  private static String refresh(Script.Inside inside) throws IOException {
    var file = host(inside, "/home/.cloakroom/oauth-client").resolve("client.json");
    var phantom =
        ((Map<?, ?>) Objects.requireNonNull(JsonText.read(Files.readString(file))))
            .get("refresh_token");
    var client = new SocketClient(inside.plan().ports().getFirst().socket(), "");
    var body = "{\"grant_type\":\"refresh_token\",\"refresh_token\":\"%s\"}".formatted(phantom);
    var answer = client.ask("POST", "/oauth-client/token", body);
    return " "
        + answer.status()
        + (answer.body().contains("invalid_grant") ? " invalid_grant" : "");
  }

  /// Asks the run's socket, as the helper script does.
  private static String ask(Script.Inside inside) throws IOException {
    var socket = host(inside, "/run/cloakroom");
    var credential = Files.readString(socket.resolve("credential")).strip();
    var client = new SocketClient(socket.resolve("socket"), "Authorization: Bearer " + credential);
    return " " + client.get("/v1/tokens/codex").status();
  }

  private static String list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return String.join(" ", files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
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
