package dev.cloakroom.http;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Serves a [Backlog] as `text/event-stream`, to a bounded number of clients at once.
///
/// Each client is served by the thread of its request, from the backlog: one that does not read is
/// cut off by its listener, and one that reads too slowly is told `event: gap`. A comment every few
/// seconds finds out the clients that are gone. Safe for any thread.
public final class EventStream {
  private static final Duration BEAT = Duration.ofSeconds(15);

  private final Semaphore places;
  private final int most;
  private final Duration beat;

  /// Streams for `most` clients at once.
  public EventStream(int most) {
    this(most, BEAT);
  }

  EventStream(int most, Duration beat) {
    this.places = new Semaphore(most);
    this.most = most;
    this.beat = beat;
  }

  /// One event as it is sent.
  ///
  /// @param id its number in the backlog
  /// @param type the event's type; empty for none
  /// @param json its data: JSON on one line
  public record Sent(long id, String type, String json) {}

  /// The stream of what comes after the last event that the client has: its `Last-Event-ID`, or
  /// `?after=`.
  public <T> Reply of(Backlog<T> backlog, Request request, Function<T, Sent> form) {
    long after = lastSeen(request);
    return Reply.stream(
        "text/event-stream",
        out -> {
          if (!places.tryAcquire()) {
            throw tooMany();
          }
          try {
            follow(backlog, after, form, out);
          } finally {
            places.release();
          }
        });
  }

  private static long lastSeen(Request request) {
    var text = request.header("last-event-id").or(() -> request.query("after")).orElse("0");
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException _) {
      throw new Problem(
          Kind.USAGE, "bad-number", "after and Last-Event-ID are numbers of events, from 0 on.");
    }
  }

  private Problem tooMany() {
    return new Problem(
        Kind.BUSY,
        "too-many-watchers",
        "%d clients follow such streams already: end one, and try again.".formatted(most));
  }

  private <T> void follow(Backlog<T> backlog, long after, Function<T, Sent> form, OutputStream out)
      throws IOException {
    send(out, ": hello\n\n");
    long at = after;
    while (true) {
      var page = backlog.after(at);
      sendPage(out, page, form);
      at = page.last();
      if (page.ended()) {
        send(out, "event: end\ndata: {}\n\n");
        return;
      }
      if (!awaitMore(backlog, at)) {
        send(out, ": still here\n\n");
      }
    }
  }

  private static <T> void sendPage(OutputStream out, Backlog.Page<T> page, Function<T, Sent> form)
      throws IOException {
    if (page.missed()) {
      send(out, "event: gap\ndata: {\"before\":%d}\n\n".formatted(page.before() + 1));
    }
    for (var item : page.items()) {
      var sent = form.apply(item);
      var type = sent.type.isEmpty() ? "" : "event: " + sent.type + "\n";
      send(out, "id: %d\n%sdata: %s\n\n".formatted(sent.id, type, sent.json));
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private <T> boolean awaitMore(Backlog<T> backlog, long number) throws IOException {
    try {
      return backlog.await(number, beat);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the client has gone, or the host stops", e);
    }
  }
}
