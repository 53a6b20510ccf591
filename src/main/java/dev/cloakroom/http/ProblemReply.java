package dev.cloakroom.http;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import io.avaje.json.stream.JsonStream;

/// Problems as RFC 9457 documents: `type`, `title`, `status` and `detail` as the RFC has them, and
/// `code` and `exit` of our own, so that a command line can end as the host would have.
final class ProblemReply {
  static final String CONTENT_TYPE = "application/problem+json";
  private static final JsonStream JSON = JsonStream.builder().build();

  private ProblemReply() {}

  /// The reply for a problem.
  static Reply of(Problem problem) {
    return of(problem.kind().status(), problem);
  }

  /// The same with a status of HTTP's own that its kind does not know, such as 405.
  static Reply of(int status, Problem problem) {
    return Reply.text(status, CONTENT_TYPE, json(status, problem));
  }

  private static String json(int status, Problem problem) {
    try (var json = JSON.bufferedWriter()) {
      json.beginObject();
      text(json, "type", "urn:cloakroom:problem:" + problem.code());
      text(json, "title", title(problem.kind()));
      json.name("status");
      json.value(status);
      text(json, "detail", problem.getMessage());
      text(json, "code", problem.code());
      json.name("exit");
      json.value(problem.kind().exitCode());
      json.endObject();
      return json.result();
    }
  }

  private static void text(io.avaje.json.JsonWriter json, String name, String value) {
    json.name(name);
    json.value(value);
  }

  private static String title(Kind kind) {
    return switch (kind) {
      case FAILED -> "Failed";
      case NOT_FOUND -> "Not found";
      case USAGE -> "Wrong request";
      case EXPIRED -> "Token expired";
      case PERSON_NEEDED -> "A person is needed";
      case HOST_DOWN -> "Host not running";
      case BUSY -> "Too busy";
      case REFUSED -> "Refused by policy";
    };
  }
}
