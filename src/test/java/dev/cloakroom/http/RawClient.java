package dev.cloakroom.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A client that sends what it is told to, however wrong, and reads what comes.
final class RawClient implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;

  private RawClient(SocketAddress address) throws IOException {
    channel = SocketChannel.open(address);
    in = Channels.newInputStream(channel);
  }

  static RawClient of(int port) throws IOException {
    return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  static RawClient of(Path socket) throws IOException {
    return new RawClient(UnixDomainSocketAddress.of(socket));
  }

  /// Sends a request for `path` without a body; more headers may follow as `Name: value`.
  RawClient ask(String method, String path, String... headers) throws IOException {
    return send(head(method, path, headers) + "\r\n");
  }

  /// Sends a request with a body.
  RawClient ask(String method, String path, byte[] body, String... headers) throws IOException {
    send(head(method, path, headers) + "Content-Length: " + body.length + "\r\n\r\n");
    return send(body);
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawClient send(byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return this;
  }

  /// Everything until the listener closes the connection.
  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /// What comes until `end` has come.
  String until(String end) throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (!bytes.toString(StandardCharsets.UTF_8).endsWith(end)) {
      int value = in.read();
      if (value < 0) {
        throw new IOException("the end came before " + end + ": " + bytes);
      }
      bytes.write(value);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static String head(String method, String path, String... headers) {
    var lines = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (var header : headers) {
      lines.append(header).append("\r\n");
    }
    return lines.toString();
  }
}
