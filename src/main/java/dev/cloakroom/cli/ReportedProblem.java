package dev.cloakroom.cli;

import dev.cloakroom.dial.Reply;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import io.avaje.json.JsonReader;
import io.avaje.json.stream.JsonStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A problem that the host reports as an RFC 9457 document, as the problem that it was there.
final class ReportedProblem {
  private static final JsonStream JSON = JsonStream.builder().build();

  private ReportedProblem() {}

  static Problem in(Reply reply) throws IOException {
    if (!reply.header("content-type").startsWith("application/problem+json")) {
      return strange(reply.status());
    }
    var fields = fields(reply.text());
    var code = fields.get("code");
    var detail = fields.get("detail");
    return code == null || detail == null
        ? strange(reply.status())
        : new Problem(kind(reply.status(), fields.getOrDefault("exit", "1")), code, detail);
  }

  private static Map<String, String> fields(String json) {
    var fields = new HashMap<String, String>();
    try (JsonReader reader = JSON.reader(json)) {
      reader.beginObject();
      while (reader.hasNextField()) {
        switch (reader.nextField()) {
          case "code" -> fields.put("code", reader.readString());
          case "detail" -> fields.put("detail", reader.readString());
          case "exit" -> fields.put("exit", String.valueOf(reader.readInt()));
          default -> reader.skipValue();
        }
      }
    } catch (RuntimeException e) {
      fields.clear(); // not the JSON that we know
    }
    return fields;
  }

  private static Kind kind(int status, String exit) {
    return Arrays.stream(Kind.values())
        .filter(kind -> String.valueOf(kind.exitCode()).equals(exit))
        .reduce((one, other) -> other.status() == status ? other : one)
        .orElse(Kind.FAILED);
  }

  private static Problem strange(int status) {
    return new Problem(
        Kind.FAILED,
        "strange-answer",
        "the host answered with status %d and no reason: see that it is a cloakroom of this version"
            .formatted(status));
  }
}
