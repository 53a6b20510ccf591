package dev.cloakroom.chaos;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the requests of one connection, and writes their replies, one after the other.
///
/// Belongs to the thread that serves the connection.
final class Connection {
  private static final int BUFFER = 16 << 10;
  private static final int LONGEST_LINE = 16 << 10;
  private static final int LONGEST_BODY = 8 << 20;
  private static final int MOST_HEADERS = 200;

  private final InputStream in;
  private final ReplyWriter out;

  Connection(Socket socket, Pauses pauses) throws IOException {
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.out = new ReplyWriter(socket.getOutputStream(), pauses);
  }

  /// The next request; null when the client is done.
  @Nullable Call read() throws IOException {
    var line = line();
    if (line == null) {
      return null;
    }
    var words = line.split(" ", -1);
    if (words.length != 3) {
      throw new ProtocolException("no request line");
    }
    var headers = headers();
    var target = words[1].split("\\?", 2);
    return new Call(
        words[0],
        target[0],
        target.length < 2 ? Map.of() : Call.fields(target[1]),
        headers,
        new String(body(headers), StandardCharsets.UTF_8));
  }

  /// Writes a reply; false when the connection is to be closed after it.
  boolean write(Reply reply) throws IOException {
    return out.write(reply);
  }

  private Map<String, String> headers() throws IOException {
    var headers = new HashMap<String, String>();
    for (var line = line(); line != null && !line.isEmpty(); line = line()) {
      var parts = line.split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts.length < 2 ? "" : parts[1].strip());
      if (headers.size() > MOST_HEADERS) {
        throw new ProtocolException("too many headers");
      }
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.goOn();
    }
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      return chunks();
    }
    return exactly(length(headers.getOrDefault("content-length", "0"), 10));
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      var line = line();
      int length = length(line == null ? "" : line.split(";", 2)[0].strip(), 16);
      body.write(exactly(length));
      line(); // the end of the chunk, or of the trailers, which nobody sends
      if (length == 0) {
        return body.toByteArray();
      }
    }
  }

  private static int length(String text, int radix) throws IOException {
    try {
      int length = Integer.parseInt(text, radix);
      if (length >= 0 && length <= LONGEST_BODY) {
        return length;
      }
    } catch (NumberFormatException _) {
      // as bad as one that is too long
    }
    throw new ProtocolException("no length");
  }

  private byte[] exactly(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the body ends too early");
    }
    return bytes;
  }

  private @Nullable String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 && line.isEmpty()) {
        return null;
      }
      if (next < 0 || line.length() > LONGEST_LINE) {
        throw new ProtocolException("a line without an end");
      }
      line.append((char) next);
    }
    int end = line.length() - 1;
    return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
  }
}
