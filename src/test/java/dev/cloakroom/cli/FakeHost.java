package dev.cloakroom.cli;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/// A host behind a real socket that answers what it was told, in the order it was told, and
/// remembers what it was asked.
final class FakeHost implements AutoCloseable {
  private static final List<String> PATTERNS =
      List.of(
          "GET /v1/status",
          "GET /v1/accounts",
          "GET /v1/calendar.ics",
          "POST /v1/calendar",
          "GET /v1/accounts/{provider}/{name}/token",
          "DELETE /v1/accounts/{provider}/{name}",
          "POST /v1/connect",
          "GET /v1/consents/{id}",
          "DELETE /v1/consents/{id}",
          "POST /v1/consents/{id}/device",
          "POST /v1/consents/{id}/login",
          "POST /v1/consents/{id}/callback",
          "POST /v1/consents/{id}/account",
          "GET /v1/grants",
          "POST /v1/grants",
          "DELETE /v1/grants/{workload}/{provider}/{name}",
          "GET /v1/dialects",
          "GET /v1/dialects/{name}",
          "POST /v1/runs",
          "POST /v1/runs/plan",
          "POST /v1/runs/{id}/input",
          "POST /v1/runs/{id}/stop",
          "POST /v1/console",
          "POST /v1/backup",
          "POST /v1/restore",
          "POST /v1/import",
          "POST /v1/migrate/nanokimi",
          "GET /v1/events");

  private final Map<String, Queue<Answer>> answers = new HashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final Listener listener;

  FakeHost(Path socket) {
    var routes = new ArrayList<Route>();
    for (var pattern : PATTERNS) {
      var words = pattern.split(" ", 2);
      routes.add(new Route(words[0], words[1], request -> answer(pattern, request)));
    }
    listener = Listener.onSocket(socket, routes, Limits.standard());
  }

  /// Answers the next request of `pattern` with JSON; the last answer is given again and again.
  FakeHost answers(String pattern, String json) {
    return answers(pattern, _ -> Reply.json(json));
  }

  /// Answers with a problem.
  FakeHost fails(String pattern, Problem problem) {
    return answers(
        pattern,
        _ -> {
          throw problem;
        });
  }

  /// Answers with a stream.
  FakeHost streams(String pattern, Writing writing) {
    return answers(
        pattern, _ -> Reply.stream("application/x-ndjson", out -> writing.to(new Lines(out))));
  }

  FakeHost answers(String pattern, Answer answer) {
    if (!PATTERNS.contains(pattern)) {
      throw new IllegalArgumentException(pattern);
    }
    answers.computeIfAbsent(pattern, _ -> new ArrayDeque<>()).add(answer);
    return this;
  }

  /// The bodies that came to paths that begin with `method path`.
  List<Request> asked(String method, String path) {
    synchronized (requests) {
      return requests.stream()
          .filter(each -> each.method().equals(method) && each.path().startsWith(path))
          .toList();
    }
  }

  /// The body of the only request to a path.
  String body(String method, String path) {
    var found = asked(method, path);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " requests to " + path);
    }
    return new String(found.getFirst().body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    listener.close();
  }

  private Reply answer(String pattern, Request request) {
    requests.add(request);
    var queue = answers.getOrDefault(pattern, new ArrayDeque<>());
    Answer next;
    synchronized (queue) {
      next = queue.size() > 1 ? queue.remove() : queue.peek();
    }
    return next == null ? Reply.noContent() : next.to(request);
  }

  interface Answer {
    Reply to(Request request);
  }

  interface Writing {
    void to(Lines lines) throws IOException;
  }

  /// NDJSON under way.
  record Lines(OutputStream out) {
    void line(String json) throws IOException {
      out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
