package dev.cloakroom.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalendarAddressTest {
  @TempDir private Path folder;
  private RealRooms rooms;
  private CalendarSite site;

  @BeforeEach
  void open() {
    rooms = new RealRooms(folder);
    site = new CalendarSite(rooms, folder);
  }

  @AfterEach
  void close() {
    site.close();
    rooms.close();
  }

  @Test
  void showsTheCalendar() throws Exception {
    var address = site.make();

    var reply = site.get(address);

    assertThat(address.getPath()).matches("/calendar/[\\w-]{43}/cloakroom\\.ics");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).startsWith("BEGIN:VCALENDAR");
    assertThat(reply.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void aNewOneEndsTheOneBefore() throws Exception {
    var old = site.make();
    var now = site.make();

    assertThat(site.get(old).statusCode()).isEqualTo(404);
    assertThat(site.get(now).statusCode()).isEqualTo(200);
  }

  @Test
  void nobodyCanTellWrongFromOldFromNothing() throws Exception {
    var early = at("/calendar/" + "A".repeat(43) + "/cloakroom.ics");
    var old = site.make();
    site.make();

    var replies =
        List.of(
            early,
            site.get(old),
            at("/calendar/x/cloakroom.ics"),
            at("/calendar//cloakroom.ics"),
            at("/nowhere"));

    assertThat(replies).extracting(HttpResponse::statusCode).containsOnly(404);
    assertThat(replies).extracting(HttpResponse::body).containsOnly(early.body());
    assertThat(replies)
        .extracting(reply -> reply.headers().map().keySet())
        .containsOnly(early.headers().map().keySet());
  }

  @Test
  void isReadOnly() throws Exception {
    var post = HttpRequest.newBuilder(site.make()).POST(BodyPublishers.ofString("x"));

    assertThat(site.send(post).statusCode()).isEqualTo(405);
  }

  @Test
  void answersUnderTheHostsOwnNamesOnly() throws Exception {
    var path = site.make().getPath();

    rooms.base = URI.create("http://127.0.0.1:1");

    assertThat(site.get(URI.create("http://127.0.0.1:" + site.port() + path)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void isNotInTheStore() throws IOException {
    var key = site.make().getPath().split("/", -1)[2];

    for (var file : List.of("vault.db", "vault.db-wal")) {
      assertThat(Files.readString(folder.resolve(file), ISO_8859_1)).doesNotContain(key);
    }
  }

  private HttpResponse<String> at(String path) throws IOException, InterruptedException {
    return site.get(rooms.base.resolve(path));
  }
}
