package dev.cloakroom.cli;

import dev.cloakroom.problem.Problem;
import io.avaje.json.stream.JsonStream;

/// A problem as a command tells it: one line on standard error, a JSON object on standard output
/// for programs, and an exit code.
record Complaint(String code, String message, int exit) {
  static Complaint of(Problem problem, int exit) {
    return new Complaint(problem.code(), problem.getMessage(), exit);
  }

  /// Tells it, and returns the exit code.
  int tell(Terminal terminal, boolean json) {
    terminal.say(message + " [" + code + "]");
    if (json) {
      terminal.out().println(json());
      terminal.out().flush();
    }
    return exit;
  }

  private String json() {
    try (var json = JsonStream.builder().build().bufferedWriter()) {
      json.beginObject();
      json.name("error");
      json.beginObject();
      json.name("code");
      json.value(code);
      json.name("message");
      json.value(message);
      json.name("exit");
      json.value(exit);
      json.endObject();
      json.endObject();
      return json.result();
    }
  }
}
