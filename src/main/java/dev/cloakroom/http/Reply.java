package dev.cloakroom.http;

import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a handler answers: a status, headers, and a body that is known or written as it comes.
public record Reply(int status, Map<String, String> headers, Body body) {

  /// A JSON document.
  public static Reply json(String json) {
    return json(200, json);
  }

  /// A JSON document with a status.
  public static Reply json(int status, String json) {
    return text(status, "application/json", json);
  }

  /// An HTML page.
  public static Reply html(int status, String html) {
    return text(status, "text/html; charset=utf-8", html);
  }

  /// A text of any type.
  public static Reply text(int status, String contentType, String text) {
    return new Reply(
        status,
        Map.of("Content-Type", contentType),
        new Body.Whole(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// A problem with a status of HTTP's own that its kind does not know, such as 429.
  public static Reply problem(int status, Problem problem) {
    return ProblemReply.of(status, problem);
  }

  /// 303: look there, with GET (RFC 9700 section 4.12: never 307).
  public static Reply seeOther(URI location) {
    return new Reply(303, Map.of("Location", location.toString()), new Body.Whole(new byte[0]));
  }

  /// 204.
  public static Reply noContent() {
    return new Reply(204, Map.of(), new Body.Whole(new byte[0]));
  }

  /// A body that is written while things happen; it ends when the writer returns.
  public static Reply stream(String contentType, Body.Streamed body) {
    return new Reply(200, Map.of("Content-Type", contentType), body);
  }

  /// The same reply with one more header.
  public Reply header(String name, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Reply(status, all, body);
  }

  /// The body of a reply.
  public sealed interface Body {
    /// Bytes that are known.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares bodies
    record Whole(byte[] bytes) implements Body {}

    /// Bytes that are written as they come; each flush reaches the client. An [IOException] from
    /// the stream means that the client has gone.
    non-sealed interface Streamed extends Body {
      void writeTo(OutputStream out) throws IOException;
    }
  }
}
