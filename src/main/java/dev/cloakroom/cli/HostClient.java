package dev.cloakroom.cli;

import dev.cloakroom.dial.Connection;
import dev.cloakroom.dial.Content;
import dev.cloakroom.dial.Patience;
import dev.cloakroom.dial.Reply;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// Speaks HTTP/1.1 to the host over its Unix socket, and to nobody else: one connection for each
/// request, in the caller's thread.
///
/// What goes wrong is a [Problem]; one that the host reports keeps its code, words and exit code.
public final class HostClient {
  private final Path socket;
  private final Duration patience;

  /// A client of the host at `socket`, that waits for a whole answer no longer than `patience`.
  public HostClient(Path socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /// Asks for `path`, which may have a query.
  public Answer get(String path) {
    return whole("GET", path, Content.none());
  }

  /// Posts a JSON document.
  public Answer post(String path, String json) {
    return whole("POST", path, Content.json(json));
  }

  /// Posts bytes as they are.
  public Answer post(String path, byte[] bytes) {
    return whole("POST", path, Content.of("application/octet-stream", bytes));
  }

  /// Posts a JSON document, for an answer that is bytes.
  public byte[] bytes(String path, String json) {
    return ask("POST", path, Content.json(json), Reply::bytes);
  }

  /// Deletes what is at `path`.
  public Answer delete(String path) {
    return whole("DELETE", path, Content.none());
  }

  /// Hands each line of an NDJSON answer to `line` as it comes, for as long as the host goes on.
  public void stream(String method, String path, String json, Consumer<String> line) {
    try (var connection = connect()) {
      var reply = connection.ask(method, path, Content.json(json));
      refuse(reply);
      reply.lines(line);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private Answer whole(String method, String path, Content content) {
    return ask(
        method,
        path,
        content,
        reply -> new Answer(reply.status(), reply.text(), reply.header("cloakroom-warning")));
  }

  private <T> T ask(String method, String path, Content content, Reading<T> reading) {
    try (var connection = connect();
        var left = Patience.with(connection, patience)) {
      try {
        var reply = connection.ask(method, path, content);
        refuse(reply);
        return reading.of(reply);
      } catch (IOException e) {
        throw left.isOver() ? silent() : gone(e);
      }
    }
  }

  private Connection connect() {
    try {
      return Connection.to(UnixDomainSocketAddress.of(socket));
    } catch (ConnectException e) {
      throw notRunning(e);
    } catch (IOException e) {
      if (!Files.exists(socket)) {
        throw notRunning(e);
      }
      throw new Problem(
          Kind.REFUSED,
          "socket-not-yours",
          "the host's socket %s can't be opened: run this as the user who runs the host"
              .formatted(socket),
          e);
    }
  }

  private static void refuse(Reply reply) throws IOException {
    if (reply.status() < 200 || reply.status() > 299) {
      throw ReportedProblem.in(reply);
    }
  }

  private Problem notRunning(IOException cause) {
    return new Problem(
        Kind.HOST_DOWN,
        "host-not-running",
        "no host listens on %s: start it with `cloakroom up`".formatted(socket),
        cause);
  }

  private Problem silent() {
    return new Problem(
        Kind.FAILED,
        "host-silent",
        "the host on %s did not answer within %d s: look at its log, or start it anew"
            .formatted(socket, patience.toSeconds()));
  }

  private Problem gone(IOException cause) {
    return new Problem(
        Kind.HOST_DOWN,
        "host-gone",
        "the host on %s stopped before its answer was complete: see whether it still runs"
            .formatted(socket),
        cause);
  }

  /// Reads a whole reply.
  @FunctionalInterface
  private interface Reading<T> {
    T of(Reply reply) throws IOException;
  }

  /// What the host answered; its status is of the 2xx.
  ///
  /// @param status the HTTP status
  /// @param body the JSON or text; empty when there is none
  /// @param warning what is not as it was asked for, of a token; empty when all is
  public record Answer(int status, String body, String warning) {}
}
