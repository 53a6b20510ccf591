package dev.cloakroom.control;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.MutableClock;
import dev.cloakroom.RealRooms;
import dev.cloakroom.credential.Ending;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.workload.MayAsk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFeedTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final Events events = new Events();
  private final EventFeed feed = new EventFeed(events, new MutableClock(NOW));

  @Test
  void tellsEachEventWithItsOwnType() throws IOException {
    events.publish(new Event.Connected(ANA));
    events.publish(new Event.Refreshed(ANA, new Generation(2)));
    events.publish(new Event.StateChanged(ANA, "needs-consent", "invalid_grant"));
    events.publish(new Event.Expiring(ANA, NOW, Ending.TEST_MODE, 7));
    events.publish(new Event.Disconnected(ANA));
    events.publish(new Event.Granted("family", ANA));
    events.publish(new Event.Ungranted("family", ANA));
    events.publish(new Event.ConsentAsked("c1", "family", "google"));
    events.publish(new Event.ConsentAnswered("c1", "allowed"));
    events.publish(new Event.RunStarted("r1", "family"));
    events.publish(new Event.RunWaits("r1", "family", "c1"));
    events.publish(new Event.RunEnded("r1", "family", 3));
    events.publish(new Event.Alarm("not-saved", "The disk is full."));

    assertThat(types(told()))
        .containsExactly(
            "account_connected",
            "account_refreshed",
            "account_state",
            "account_expiring",
            "account_disconnected",
            "granted",
            "ungranted",
            "auth_required",
            "consent_answered",
            "run_started",
            "run_waits",
            "run_ended",
            "alarm",
            "end");
  }

  @Test
  void tellsTheSeedsAuthRequired() throws IOException {
    events.publish(new Event.ConsentAsked("c1", "family", "google"));

    assertThat(told())
        .contains(
            """
            id: 1
            event: auth_required
            data: {"id":1,"type":"auth_required","at":"2026-11-21T10:00:00Z","workload":"family",\
            "consent":"c1","provider":"google",\
            "message":"family needs your authorization of google to go on."}
            """);
  }

  @Test
  void tellsWhichAccountEndsAndWhy() throws IOException {
    events.publish(new Event.Expiring(ANA, NOW, Ending.TEST_MODE, 1));

    assertThat(told())
        .contains("\"account\":\"google/ana\"", "\"state\":\"test-mode\"")
        .contains("\"lasts_until\":\"2026-11-21T10:00:00Z\"", "a day at most");
  }

  @Test
  void keepsTheLastThousand() throws IOException {
    for (int i = 0; i < 1001; i++) {
      events.publish(new Event.RunEnded("r" + i, "family", 0));
    }

    assertThat(types(told())).hasSize(1002).startsWith("gap", "run_ended").endsWith("end");
  }

  @Test
  void hearsWhatTheRoomsChange(@TempDir Path folder) throws IOException {
    try (var rooms = new RealRooms(folder);
        var all = new EventFeed(rooms.events, rooms.clock)) {
      rooms.connect(ANA);
      var may = List.of(new MayAsk("google", Scopes.of(CALENDAR)));
      var request = rooms.consents.ask("family", may, "google", Scopes.NONE);
      rooms.consents.allow(request.id(), ANA);
      rooms.broker.disconnect(ANA);

      assertThat(types(told(all)))
          .containsExactly(
              "account_connected",
              "account_refreshed",
              "auth_required",
              "granted",
              "consent_answered",
              "account_disconnected",
              "end");
    }
  }

  private String told() throws IOException {
    return told(feed);
  }

  /// All that a client is told from the beginning to the end.
  private static String told(EventFeed feed) throws IOException {
    feed.close();
    var request = new Request("GET", "/v1/events", Map.of(), Map.of(), Map.of(), new byte[0]);
    var out = new ByteArrayOutputStream();
    if (feed.follow(request).body() instanceof Reply.Body.Streamed streamed) {
      streamed.writeTo(out);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<String> types(String told) {
    return Pattern.compile("^event: (.*)$", Pattern.MULTILINE)
        .matcher(told)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
