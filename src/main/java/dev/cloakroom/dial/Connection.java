package dev.cloakroom.dial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A connection for one request. One thread reads, one thread writes; any may close it.
///
/// It is made for the start of a command: no selector, no pool, no class of `java.net.http`.
public final class Connection implements AutoCloseable {
  private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7e]*");
  private static final int CHUNK = 64 << 10;

  private final SocketChannel channel;

  private Connection(SocketChannel channel) {
    this.channel = channel;
  }

  /// Connects to a Unix socket or a TCP port.
  public static Connection to(SocketAddress address) throws IOException {
    return new Connection(SocketChannel.open(address));
  }

  /// Sends a request that wants the connection closed after its reply, and reads the reply's head.
  public Reply ask(String method, String target, Content content) throws IOException {
    return ask(method, target, "close", content);
  }

  /// Asks for the raw connection: after a 101 the reply's body and [#output] are the two ways.
  public Reply upgrade(String target) throws IOException {
    return ask("POST", target, "Upgrade\r\nUpgrade: tcp", Content.none());
  }

  private Reply ask(String method, String target, String connection, Content content)
      throws IOException {
    if (!TARGET.matcher(target).matches()) {
      throw new IllegalArgumentException("not a path for a request: encode it first");
    }
    var head =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: "
            + connection
            + "\r\n"
            + content.headers()
            + "\r\n";
    send(head.getBytes(StandardCharsets.US_ASCII), content.body());
    return Reply.read(Channels.newInputStream(channel));
  }

  /// A small content goes out with the head, in one piece.
  private void send(byte[] head, InputStream body) throws IOException {
    var chunk = new byte[CHUNK];
    int count = body.readNBytes(chunk, 0, CHUNK);
    write(ByteBuffer.allocate(head.length + count).put(head).put(chunk, 0, count).flip());
    while (count == CHUNK) {
      count = body.readNBytes(chunk, 0, CHUNK);
      write(ByteBuffer.wrap(chunk, 0, count));
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// The way to the other end, after an upgrade. Closing it ends that way alone.
  public OutputStream output() {
    return new Output();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket could not be closed", e);
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Connection.this.write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        channel.shutdownOutput();
      }
    }
  }
}
