package dev.cloakroom.run;

import static dev.cloakroom.RealRooms.ANA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.event.Event;
import dev.cloakroom.http.Reply;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.wire.GrantView;
import dev.cloakroom.wire.RunView;
import dev.cloakroom.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What people see of a host's runs.
@Timeout(20)
class RunViewTest {
  /// Reads its input to the end, and fails.
  private static final Script READS = inside -> inside.input().readAllBytes().length + 3;

  @TempDir Path folder;

  @Test
  void showsARunUnderWay() throws InterruptedException {
    try (var house = new RunHouse(folder, READS)) {
      house.rooms.connect(ANA);
      var client = house.start("family", "google/ana");
      var id = client.next("started").run();

      var view = house.runs.view(id).orElseThrow();

      assertThat(view).returns("running", RunView::state).returns("family", RunView::workload);
      assertThat(view.command()).containsExactly("skill", "--verbose");
      assertThat(view.startedAt()).isEqualTo(house.rooms.clock.instant());
      assertThat(view.exit()).isNull();
      assertThat(view.grants())
          .containsExactly(
              new GrantView(
                  "family", "google/ana", "google", List.of(), "access-file", "nanoclaw", null));
      client.endInput(id);
      client.end();
    }
  }

  @Test
  void showsHowARunEnded() throws InterruptedException {
    try (var house = new RunHouse(folder, READS)) {
      house.rooms.connect(ANA);
      var client = house.start("family", "google/ana");
      var id = client.next("started").run();
      house.rooms.clock.advance(Duration.ofMinutes(5));
      client.endInput(id);
      client.end();

      var view = house.runs.view(id).orElseThrow();

      assertThat(view).returns("ended", RunView::state).returns(3, RunView::exit);
      assertThat(view.endedAt()).isEqualTo(view.startedAt().plusSeconds(300));
      assertThat(view.grants()).singleElement().returns("google/ana", GrantView::account);
      assertThat(view.reason()).isNull();
    }
  }

  @Test
  void showsWhatARunWaitsFor() throws InterruptedException {
    try (var house = new RunHouse(folder, RunHouse.ASKS)) {
      var client = house.start(null, "google:calendar");
      var id = client.next("consent").run();
      var request = house.rooms.consents.open().getFirst().id();

      assertThat(house.runs.view(id).orElseThrow())
          .returns("waiting", RunView::state)
          .returns(List.of(request), RunView::waitsFor);
      house.rooms.consents.deny(request);
      client.end();
      assertThat(house.runs.view(id).orElseThrow())
          .returns("ended", RunView::state)
          .returns("consent-denied", RunView::reason)
          .returns(List.of(), RunView::waitsFor);
    }
  }

  @Test
  void showsTheNewestFirstAndThoseUnderWayBeforeThose() throws InterruptedException {
    try (var house = new RunHouse(folder, READS)) {
      var first = begun(house.start("first"));
      var second = begun(house.start("second"));
      ended(house.start("third"));
      ended(house.start("fourth"));

      assertThat(house.runs.views())
          .extracting(RunView::workload)
          .containsExactly("second", "first", "fourth", "third");
      first.stopAll();
      first.end();
      second.end();
    }
  }

  @Test
  void forgetsAllButTheLastHundred() throws InterruptedException {
    try (var house = new RunHouse(folder, _ -> 0)) {
      for (int i = 0; i < 101; i++) {
        house.start("w" + i).end();
      }

      assertThat(house.runs.views()).hasSize(100);
      assertThat(house.runs.views().getLast().workload()).isEqualTo("w1");
    }
  }

  @Test
  void servesThemAsJson() throws InterruptedException {
    try (var house = new RunHouse(folder, _ -> 0)) {
      var id = house.start("family").end().run();

      var list = get(house, "/v1/runs", Map.of());
      var one = get(house, "/v1/runs/{id}", Map.of("id", id));

      assertThat(Wire.readList(RunView.class, list)).hasSize(1);
      assertThat(Wire.read(RunView.class, one).workload()).isEqualTo("family");
      assertThatThrownBy(() -> get(house, "/v1/runs/{id}", Map.of("id", "none")))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("no such run");
    }
  }

  @Test
  void tellsWhenARunStartsWaitsAndEnds() throws InterruptedException {
    try (var house = new RunHouse(folder, RunHouse.ASKS)) {
      var told = new CopyOnWriteArrayList<Event>();
      house.rooms.events.subscribe(told::add);
      var client = house.start("family", "google:calendar");
      var id = client.next("consent").run();
      var request = house.rooms.consents.open().getFirst().id();
      house.rooms.consents.deny(request);
      client.end();

      assertThat(told)
          .containsExactly(
              new Event.RunStarted(id, "family"),
              new Event.ConsentAsked(request, "family", "google"),
              new Event.RunWaits(id, "family", request),
              new Event.ConsentAnswered(request, "denied"),
              new Event.RunEnded(id, "family", 125));
    }
  }

  @Test
  void remembersARunWhoseWatcherHasGone() throws InterruptedException {
    try (var house = new RunHouse(folder, READS)) {
      var client = house.start("family");
      var id = client.next("started").run();
      client.goAway();

      assertThat(house.runs.view(id).orElseThrow())
          .returns("ended", RunView::state)
          .returns("stopped", RunView::reason);
    }
  }

  private static RunClient begun(RunClient client) throws InterruptedException {
    client.next("started");
    return client;
  }

  private static void ended(RunClient client) throws InterruptedException {
    client.endInput(client.next("started").run());
    client.end();
  }

  private static String get(RunHouse house, String pattern, Map<String, String> parameters) {
    var reply = RunClient.reply(house.runs, "GET", pattern, parameters, Map.of(), "");
    return reply.body() instanceof Reply.Body.Whole(var bytes)
        ? new String(bytes, StandardCharsets.UTF_8)
        : "";
  }
}
