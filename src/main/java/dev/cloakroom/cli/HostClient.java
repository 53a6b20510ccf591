package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Speaks HTTP/1.1 to the host over its Unix socket, and to nobody else: one connection for each
/// request, in the caller's thread.
///
/// It is made for the start of a command: no selector, no pool, no class of `java.net.http`. What
/// goes wrong is a [Problem]; one that the host reports keeps its code, words and exit code.
public final class HostClient {
  private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7e]*");

  private final Path socket;
  private final Duration patience;

  /// A client of the host at `socket`, that waits for a whole answer no longer than `patience`.
  public HostClient(Path socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /// Asks for `path`, which may have a query.
  public Answer get(String path) {
    return whole("GET", path, Content.NONE);
  }

  /// Posts a JSON document.
  public Answer post(String path, String json) {
    return whole("POST", path, Content.json(json));
  }

  /// Posts bytes as they are.
  public Answer post(String path, byte[] bytes) {
    return whole("POST", path, new Content("application/octet-stream", bytes));
  }

  /// Deletes what is at `path`.
  public Answer delete(String path) {
    return whole("DELETE", path, Content.NONE);
  }

  /// Hands each line of an NDJSON answer to `line` as it comes, for as long as the host goes on.
  public void stream(String method, String path, String json, Consumer<String> line) {
    try (var channel = connect()) {
      send(channel, method, path, Content.json(json));
      var reply = ReplyReader.of(Channels.newInputStream(channel));
      refuse(reply);
      reply.lines(line);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private Answer whole(String method, String path, Content content) {
    try (var channel = connect()) {
      long end = System.nanoTime() + patience.toNanos();
      var watch = closeAt(end, channel);
      try {
        send(channel, method, path, content);
        var reply = ReplyReader.of(Channels.newInputStream(channel));
        refuse(reply);
        return new Answer(reply.status(), reply.text());
      } catch (IOException e) {
        throw System.nanoTime() - end < 0 ? gone(e) : silent();
      } finally {
        watch.interrupt();
      }
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /// Closes the channel when patience ends: reads from a Unix socket have no time limit of their
  /// own.
  private static Thread closeAt(long end, SocketChannel channel) {
    return Thread.ofPlatform()
        .daemon()
        .name("cloakroom-patience")
        .start(() -> {
          while (!Thread.interrupted()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
              close(channel);
              return;
            }
            LockSupport.parkNanos(left);
          }
        });
  }

  private SocketChannel connect() {
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
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

  private static void send(SocketChannel channel, String method, String path, Content content)
      throws IOException {
    if (!TARGET.matcher(path).matches()) {
      throw new IllegalArgumentException("not a path for a request: encode it first");
    }
    var head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + content.headers()
            + "\r\n";
    var bytes = head.getBytes(StandardCharsets.US_ASCII);
    var body = content.bytes();
    var all = ByteBuffer.allocate(bytes.length + body.length).put(bytes).put(body).flip();
    while (all.hasRemaining()) {
      channel.write(all);
    }
  }

  private static void refuse(ReplyReader reply) throws IOException {
    if (reply.status() < 200 || reply.status() > 299) {
      throw ReportedProblem.in(reply);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket could not be closed", e);
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

  /// What the host answered; its status is of the 2xx.
  ///
  /// @param status the HTTP status
  /// @param body the JSON; empty when there is none
  public record Answer(int status, String body) {}

  /// What is sent.
  @SuppressWarnings("ArrayRecordComponent") // nobody compares contents
  private record Content(String type, byte[] bytes) {
    static final Content NONE = new Content("", new byte[0]);

    static Content json(String json) {
      return new Content("application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    String headers() {
      return bytes.length == 0
          ? ""
          : "Content-Type: " + type + "\r\nContent-Length: " + bytes.length + "\r\n";
    }
  }
}
