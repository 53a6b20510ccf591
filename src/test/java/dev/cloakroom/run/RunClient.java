package dev.cloakroom.run;

import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.wire.RunEvent;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Watches one run through the routes of [Runs], as the listener would let a client do.
public final class RunClient {
  private final Runs runs;
  private final BlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();
  private final List<RunEvent> heard = new ArrayList<>();
  private final Thread thread;
  private volatile boolean gone;

  /// Starts a run, and watches it on a thread of its own.
  RunClient(Runs runs, RunRequest request) {
    this.runs = runs;
    var body = reply(runs, "POST", "/v1/runs", Map.of(), Map.of(), Wire.json(request)).body();
    if (!(body instanceof Reply.Body.Streamed streamed)) {
      throw new IllegalStateException("a run answers with a stream");
    }
    this.thread = Thread.ofVirtual().start(() -> watch(streamed));
  }

  /// Stops all runs, as a host does that stops.
  public void stopAll() throws InterruptedException {
    runs.stopAll();
  }

  /// Asks one of the routes.
  static Reply reply(
      Runs runs,
      String method,
      String pattern,
      Map<String, String> parameters,
      Map<String, String> query,
      String body) {
    var headers = Map.of("content-type", List.of("application/json"));
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var request = new Request(method, pattern, parameters, query, headers, bytes);
    return runs.routes().stream()
        .filter(route -> route.method().equals(method) && route.pattern().equals(pattern))
        .map(Route::handler)
        .findFirst()
        .orElseThrow()
        .handle(request);
  }

  private void watch(Reply.Body.Streamed streamed) {
    try {
      streamed.writeTo(new Lines());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The next event of a type; those before it are passed over.
  public RunEvent next(String type) throws InterruptedException {
    while (true) {
      var event = events.poll(10, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no " + type + " came, but " + heard);
      }
      heard.add(event);
      if (event.type().equals(type)) {
        return event;
      }
      if (event.type().equals("ended")) {
        throw new AssertionError("no " + type + " came before " + event);
      }
    }
  }

  /// The end of the run; everything of it is closed by then.
  public RunEvent end() throws InterruptedException {
    var end = next("ended");
    thread.join();
    return end;
  }

  /// The events of a type that came so far.
  List<RunEvent> heard(String type) {
    return heard.stream().filter(event -> event.type().equals(type)).toList();
  }

  /// The output that came so far.
  String output() {
    var text = new StringBuilder();
    for (var event : heard("output")) {
      var data = event.data();
      text.append(
          data == null ? "" : new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  /// The run's log.
  String log() {
    var run = Map.of("id", heard.getFirst().run());
    var body = reply(runs, "GET", "/v1/logs/{id}", run, Map.of(), "").body();
    return new String(((Reply.Body.Whole) body).bytes(), StandardCharsets.UTF_8);
  }

  /// Goes away: writes fail from now on, and the run's thread is woken, as the listener does it.
  public void goAway() throws InterruptedException {
    gone = true;
    thread.interrupt();
    thread.join();
  }

  void send(String run, String input) {
    reply(runs, "POST", "/v1/runs/{id}/input", Map.of("id", run), Map.of(), input);
  }

  void endInput(String run) {
    reply(runs, "POST", "/v1/runs/{id}/input", Map.of("id", run), Map.of("end", "true"), "");
  }

  void stop(String run) {
    reply(runs, "POST", "/v1/runs/{id}/stop", Map.of("id", run), Map.of(), "");
  }

  private final class Lines extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public void write(int value) throws IOException {
      if (gone) {
        throw new IOException("the client has gone");
      }
      if (value == '\n') {
        events.add(Wire.read(RunEvent.class, line.toString(StandardCharsets.UTF_8)));
        line.reset();
      } else {
        line.write(value);
      }
    }
  }
}
