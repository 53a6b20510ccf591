package dev.cloakroom;

import dev.cloakroom.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Asks a Unix socket by HTTP, one connection a request.
///
/// @param socket where it is
/// @param header a header that every request carries; empty for none
public record SocketClient(Path socket, String header) {
  /// What came back.
  public record Answer(int status, String body) {
    /// The body as a record.
    public <T> T as(Class<T> type) {
      return Wire.read(type, body);
    }
  }

  /// Asks without a body.
  public Answer get(String path) {
    return ask("GET", path, "");
  }

  /// Asks with a JSON body; an empty one is none.
  public Answer ask(String method, String path, String json) {
    var request =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(
                method,
                path,
                header.isEmpty() ? "" : header + "\r\n",
                json.getBytes(StandardCharsets.UTF_8).length,
                json);
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      var reply = Channels.newInputStream(channel).readAllBytes();
      return answer(new String(reply, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(String reply) {
    int body = reply.indexOf("\r\n\r\n");
    if (body < 0) {
      throw new IllegalStateException("no HTTP: " + reply);
    }
    return new Answer(Integer.parseInt(reply.substring(9, 12)), reply.substring(body + 4));
  }
}
