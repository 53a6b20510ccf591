package dev.cloakroom.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// Writes replies to one connection, right or wrong, as their delivery says.
final class ReplyWriter {
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(201, "Created"),
          Map.entry(302, "Found"),
          Map.entry(307, "Temporary Redirect"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(409, "Conflict"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"));
  private static final int SPARE = 64;
  private static final int DRIPS = 10;

  private final OutputStream out;
  private final Pauses pauses;

  ReplyWriter(OutputStream out, Pauses pauses) {
    this.out = out;
    this.pauses = pauses;
  }

  void goOn() throws IOException {
    send(ascii("HTTP/1.1 100 Continue\r\n\r\n"));
  }

  /// Writes a reply; false when the connection is to be closed after it.
  boolean write(Reply reply) throws IOException {
    var body = reply.body().getBytes(StandardCharsets.UTF_8);
    return switch (reply.delivery()) {
      case WHOLE -> sendWhole(reply, body);
      case CUT -> false;
      case HALF -> {
        send(join(head(reply, body.length), body, body.length / 2));
        yield false;
      }
      case HANG -> {
        pauses.hang();
        yield false;
      }
      case SLOW -> {
        pauses.slow();
        yield sendWhole(reply, body);
      }
      case TRICKLE -> trickle(reply, body);
      case LENGTH_TOO_LONG -> {
        send(join(head(reply, body.length + SPARE), body, body.length));
        yield false;
      }
      case LENGTH_TOO_SHORT -> {
        send(join(head(reply, body.length / 2), body, body.length));
        yield false;
      }
      case BROKEN_CHUNKS -> {
        send(ascii(start(reply) + "Transfer-Encoding: chunked\r\n\r\n"));
        send(ascii(Integer.toHexString(body.length) + "\r\n"));
        send(join(body, ascii("\r\nno chunk at all\r\n"), 19));
        yield false;
      }
      case GZIP -> sendWhole(reply.with("Content-Encoding", "gzip"), gzip(body));
    };
  }

  private boolean sendWhole(Reply reply, byte[] body) throws IOException {
    send(join(head(reply, body.length), body, body.length));
    return true;
  }

  private boolean trickle(Reply reply, byte[] body) throws IOException {
    send(head(reply, body.length));
    int step = body.length / DRIPS + 1;
    for (int at = 0; at < body.length; at += step) {
      pauses.slow(DRIPS);
      out.write(body, at, Math.min(step, body.length - at));
      out.flush();
    }
    return true;
  }

  private static byte[] head(Reply reply, int length) {
    return ascii(start(reply) + "Content-Length: " + length + "\r\n\r\n");
  }

  private static String start(Reply reply) {
    var head = new StringBuilder("HTTP/1.1 ");
    head.append(reply.status()).append(' ').append(REASONS.getOrDefault(reply.status(), "Odd"));
    head.append("\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.toString();
  }

  private static byte[] gzip(byte[] body) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    }
    return packed.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[] first, byte[] second, int length) {
    var joined = new byte[first.length + length];
    System.arraycopy(first, 0, joined, 0, first.length);
    System.arraycopy(second, 0, joined, first.length, length);
    return joined;
  }

  private void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }
}
