package dev.cloakroom.run;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.SocketClient;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.http.Reply;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.wire.LineView;
import dev.cloakroom.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a host keeps of what its runs said.
@Timeout(20)
class RunTranscriptTest {
  private static final String TOKEN = "ya29.a-token-of-ana";
  private static final String ROTATED = "ya29.another-token-of-ana";

  /// Prints all that it was given, in every way it can.
  private static final Script TELLTALE =
      inside -> {
        var credential = Files.readString(mounted(inside, Planner.SOCKET).resolve("credential"));
        var file = Files.readString(mounted(inside, Deliveries.TOKENS).resolve("google.json"));
        var socket =
            new SocketClient(
                mounted(inside, Planner.SOCKET).resolve("socket"),
                "Authorization: Bearer " + credential);
        RunHouse.print(inside, credential + "\n" + file);
        RunHouse.print(inside, socket.get("/v1/tokens/google").body() + "\n");
        inside.errors().write(Base64.getEncoder().encode(file.getBytes(UTF_8)));
        return inside.input().readAllBytes().length;
      };

  @TempDir Path folder;

  @Test
  void holdsNothingThatWasDelivered() throws InterruptedException {
    try (var house = new RunHouse(folder, TELLTALE)) {
      house.rooms.connect(ANA, TOKEN, Scopes.of(CALENDAR));
      var client = house.start(null, "google/ana");
      var id = client.next("started").run();
      client.endInput(id);
      client.end();

      var text = text(house, id);

      assertThat(client.output()).contains(TOKEN); // the person's own terminal stays as it is
      assertThat(text).contains("•••redacted•••\n{\"access_token\":\"•••redacted•••\"");
      assertThat(text).doesNotContain(TOKEN, base64(TOKEN), client.output().substring(0, 43));
    }
  }

  @Test
  void holdsNoTokenThatWasDeliveredWhileItRan() throws InterruptedException {
    Script waits =
        inside -> {
          inside.input().readAllBytes();
          var file = mounted(inside, Deliveries.TOKENS).resolve("google.json");
          RunHouse.print(inside, Files.readString(file));
          return 0;
        };
    try (var house = new RunHouse(folder, waits)) {
      house.rooms.connect(ANA, TOKEN, Scopes.of(CALENDAR));
      var client = house.start(null, "google/ana");
      var id = client.next("started").run();
      house.rooms.connect(ANA, ROTATED, Scopes.of(CALENDAR));
      client.endInput(id);
      client.end();

      assertThat(client.output()).contains(ROTATED);
      assertThat(text(house, id)).contains("redacted").doesNotContain(ROTATED, base64(ROTATED));
    }
  }

  @Test
  void holdsNoLinkThatLetsABrowserIn() throws InterruptedException {
    Script asks =
        inside -> {
          RunHouse.print(inside, "AUTH_REQUIRED:google:calendar\n");
          return 0;
        };
    try (var house = new RunHouse(folder, asks)) {
      var client = house.start("family", "google:calendar");
      var id = client.next("consent").run();
      house.rooms.consents.deny(house.rooms.consents.open().getFirst().id());
      client.end();

      assertThat(text(house, id))
          .contains("cloakroom: family asks for google", "AUTH_REQUIRED", "denied")
          .doesNotContain("http://");
    }
  }

  @Test
  void isFollowedToTheEnd() throws Exception {
    Script greets =
        inside -> {
          RunHouse.print(inside, "hello\nworld\n");
          return 0;
        };
    try (var house = new RunHouse(folder, greets)) {
      var id = house.start("family").end().run();

      var told = stream(house, id);

      assertThat(told).contains("id: 2\ndata: {\"number\":2,").endsWith("event: end\ndata: {}\n\n");
      var json = told.substring(told.indexOf("{"), told.indexOf("}") + 1);
      assertThat(Wire.read(LineView.class, json))
          .returns("hello", LineView::text)
          .returns("stdout", LineView::stream);
    }
  }

  @Test
  void goesOldestFirstWhereTextsOfEndedRunsAreTooMuch() throws InterruptedException {
    Script much =
        inside -> {
          RunHouse.print(inside, ("x".repeat(1000) + "\n").repeat(300));
          return 0;
        };
    try (var house = new RunHouse(folder, much)) {
      var first = house.start("first").end().run();
      var second = house.start("second").end().run();
      for (int i = 0; i < 32; i++) {
        house.start("more").end();
      }

      assertThat(text(house, first)).isEqualTo("cloakroom: 300 older lines are gone.\n");
      assertThat(text(house, second)).hasSizeLessThan(100);
      assertThat(text(house, house.runs.views().getFirst().id())).hasSizeGreaterThan(200_000);
      assertThat(house.runs.view(first)).isPresent();
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8)).substring(4);
  }

  private static String text(RunHouse house, String id) {
    return reply(house, id, Map.of()).body() instanceof Reply.Body.Whole(var bytes)
        ? new String(bytes, UTF_8)
        : "";
  }

  private static String stream(RunHouse house, String id) throws IOException {
    var out = new ByteArrayOutputStream();
    if (reply(house, id, Map.of("follow", "")).body() instanceof Reply.Body.Streamed streamed) {
      streamed.writeTo(out);
    }
    return out.toString(UTF_8);
  }

  private static Reply reply(RunHouse house, String id, Map<String, String> query) {
    return RunClient.reply(
        house.runs, "GET", "/v1/runs/{id}/transcript", Map.of("id", id), query, "");
  }

  private static Path mounted(Script.Inside inside, Path where) {
    return inside.plan().mounts().stream()
        .filter(mount -> mount.container().equals(where))
        .map(Mount::host)
        .findFirst()
        .orElseThrow();
  }
}
