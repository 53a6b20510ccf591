package dev.cloakroom.dial;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// One HTTP/1.1 reply, read within bounds, whether its body has a length, comes in chunks, or ends
/// with the connection.
public final class Reply {
  private static final int MAX_LINE = 16 << 10;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_BODY = 64 << 20;
  private static final int MAX_NDJSON_LINE = 1 << 20;

  private final int status;
  private final Map<String, String> headers;
  private final InputStream body;

  private Reply(int status, Map<String, String> headers, InputStream in) throws IOException {
    this.status = status;
    this.headers = headers;
    this.body = body(in);
  }

  /// Reads the head of a reply.
  static Reply read(InputStream connection) throws IOException {
    var in = new BufferedInputStream(connection);
    var first = line(in, MAX_LINE);
    if (!first.matches("HTTP/1\\.1 [1-5]\\d\\d( .*)?")) {
      throw new IOException("not HTTP/1.1");
    }
    var headers = new HashMap<String, String>();
    for (var line = line(in, MAX_LINE); !line.isEmpty(); line = line(in, MAX_LINE)) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() == MAX_HEADERS) {
        throw new IOException("a malformed head");
      }
      var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.put(name, line.substring(colon + 1).strip());
    }
    return new Reply(Integer.parseInt(first, 9, 12, 10), headers, in);
  }

  /// The HTTP status.
  public int status() {
    return status;
  }

  /// A header by lower-case name; empty when it is not there.
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /// The whole body, as text.
  public String text() throws IOException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /// The whole body.
  public byte[] bytes() throws IOException {
    var bytes = body.readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw new IOException("an answer that is too long");
    }
    return bytes;
  }

  /// Each line of the body as soon as it is complete, without empty ones.
  public void lines(Consumer<String> taker) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int value = body.read(); value >= 0; value = body.read()) {
      if (value != '\n') {
        line.write(value);
      } else if (line.size() > 0) {
        taker.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
      }
      if (line.size() > MAX_NDJSON_LINE) {
        throw new IOException("a line that is too long");
      }
    }
    if (line.size() > 0) {
      taker.accept(line.toString(StandardCharsets.UTF_8));
    }
  }

  /// The body as it comes; after an upgrade, whatever the other end says.
  public InputStream body() {
    return body;
  }

  private InputStream body(InputStream in) throws IOException {
    if (header("transfer-encoding").equalsIgnoreCase("chunked")) {
      return new ChunkedBody(in);
    }
    var length = header("content-length");
    if (status == 204 || status == 304) {
      return InputStream.nullInputStream();
    }
    return length.isEmpty() ? in : new SizedBody(in, number(length, 10));
  }

  private static String line(InputStream in, int most) throws IOException {
    var line = new StringBuilder();
    for (int value = in.read(); value != '\n'; value = in.read()) {
      if (value < 0 || line.length() == most) {
        throw new IOException("a head that ends too soon or is too long");
      }
      line.append((char) value);
    }
    int end = line.length() - 1;
    return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
      throw new IOException("a negative length");
    } catch (NumberFormatException e) {
      throw new IOException("a length that is no number", e);
    }
  }

  /// So many bytes, no fewer.
  private static final class SizedBody extends InputStream {
    private final InputStream in;
    private long left;

    SizedBody(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new IOException("a body that ends too soon");
      }
      left -= count;
      return count;
    }
  }

  /// Chunks, and the one of no bytes that ends them.
  private static final class ChunkedBody extends InputStream {
    private final InputStream in;
    private InputStream chunk = InputStream.nullInputStream();
    private boolean first = true;
    private boolean ended;

    ChunkedBody(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (!ended) {
        int count = chunk.read(bytes, offset, length);
        if (count >= 0) {
          return count;
        }
        nextChunk();
      }
      return -1;
    }

    private void nextChunk() throws IOException {
      if (!first && !line(in, MAX_LINE).isEmpty()) {
        throw new IOException("a chunk that is longer than it says");
      }
      first = false;
      var size = line(in, MAX_LINE);
      int extension = size.indexOf(';');
      chunk = new SizedBody(in, number(extension < 0 ? size : size.substring(0, extension), 16));
      if (((SizedBody) chunk).left == 0) {
        while (!line(in, MAX_LINE).isEmpty()) {
          // trailers say nothing to us
        }
        ended = true;
      }
    }
  }
}
