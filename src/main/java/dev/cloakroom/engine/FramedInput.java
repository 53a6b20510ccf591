package dev.cloakroom.engine;

import dev.cloakroom.dial.Connection;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// One of a container's output streams, out of a connection that carries it in frames: a byte that
/// names the stream, three of nothing, four of length, and the bytes.
///
/// Frames of another stream are dropped (Podman sends both on every connection). The connection is
/// closed with its end.
final class FramedInput extends InputStream {
  static final int OUTPUT = 1;
  static final int ERRORS = 2;

  private final Connection connection;
  private final DataInputStream in;
  private final int stream;
  private int left;
  private boolean ended;

  FramedInput(Connection connection, InputStream in, int stream) {
    this.connection = connection;
    this.in = new DataInputStream(in);
    this.stream = stream;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (left == 0 && !ended) {
      ended = !nextFrame();
    }
    if (ended) {
      connection.close();
      return -1;
    }
    int count = in.read(bytes, offset, Math.min(length, left));
    if (count < 0) {
      throw new EOFException("a frame that ends too soon");
    }
    left -= count;
    return count;
  }

  private boolean nextFrame() throws IOException {
    int type = in.read();
    if (type < 0) {
      return false;
    }
    in.skipNBytes(3);
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("a frame that is too long");
    }
    if (type == stream) {
      left = length;
    } else {
      in.skipNBytes(length);
    }
    return true;
  }

  @Override
  public void close() {
    connection.close();
  }
}
