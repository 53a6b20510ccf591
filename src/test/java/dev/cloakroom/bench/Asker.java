package dev.cloakroom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Asks one question over a Unix socket, again and again: the same bytes out, as little as possible
/// done with what comes in. For one thread.
final class Asker implements AutoCloseable {
  private static final int LARGEST = 16 << 10; // bytes of an answer

  private final Style style;
  private final UnixDomainSocketAddress address;
  private final ByteBuffer question;
  private final ByteBuffer answer = ByteBuffer.allocateDirect(LARGEST);
  private final byte[] bytes = new byte[LARGEST];
  private @Nullable SocketChannel open;

  /// What is spoken on the socket.
  enum Style {
    /// HTTP/1.1, one connection for all requests.
    HTTP(true),
    /// HTTP/1.1, a connection for each request.
    HTTP_ONCE(false),
    /// One JSON object out and one back, a connection for each: oidc-agent knows no other way.
    JSON_ONCE(false);

    private final boolean keepsOpen;

    Style(boolean keepsOpen) {
      this.keepsOpen = keepsOpen;
    }

    boolean isWhole(byte[] bytes, int length) {
      return this == JSON_ONCE ? Bytes.endsJson(bytes, length) : Bytes.endsHttp(bytes, length);
    }

    boolean isRight(byte[] bytes, int length) {
      return this == JSON_ONCE || Bytes.startsWith(bytes, length, OK);
    }
  }

  private static final byte[] OK = Bytes.of("HTTP/1.1 200 ");

  Asker(Style style, Path socket, byte[] question) {
    this.style = style;
    this.address = UnixDomainSocketAddress.of(socket);
    this.question = ByteBuffer.allocateDirect(question.length).put(question).flip();
  }

  /// The bytes of a GET.
  static byte[] get(String path) {
    return Bytes.of("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /// The bytes of a POST of JSON.
  static byte[] post(String path, String json) {
    return Bytes.of(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, json.length(), json));
  }

  /// Whether a whole, right answer comes; nobody listening is a no.
  boolean answers() {
    try {
      return style.isRight(bytes, exchange());
    } catch (IOException e) {
      close();
      return false;
    }
  }

  /// Whether a whole, right answer comes that holds `wanted`.
  boolean answersWith(byte[] wanted) {
    try {
      int length = exchange();
      return style.isRight(bytes, length) && Bytes.holds(bytes, length, wanted);
    } catch (IOException e) {
      close();
      return false;
    }
  }

  /// Whether it gets a connection; a full door is a no.
  boolean connects() {
    try {
      channel();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private SocketChannel channel() throws IOException {
    var channel = open;
    if (channel == null) {
      channel = SocketChannel.open(address);
      open = channel;
    }
    return channel;
  }

  private int exchange() throws IOException {
    var channel = channel();
    channel.write(question.rewind());
    answer.clear();
    int length = 0;
    while (!style.isWhole(bytes, length)) {
      int count = channel.read(answer);
      if (count < 0) {
        throw new IOException("cut short");
      }
      answer.get(length, bytes, length, count);
      length += count;
    }
    if (!style.keepsOpen) {
      close();
    }
    return length;
  }

  @Override
  public void close() {
    var channel = open;
    open = null;
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
