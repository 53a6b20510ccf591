package dev.cloakroom.oauth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/// The bytes of a reply that are its text. Some servers compress what nobody asked them to, and
/// some write a byte order mark; a new refresh token inside is no less spent for it.
final class PlainBody {
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private PlainBody() {}

  /// The text of `body`, cut off when it is longer than `limit` by more than a byte.
  static byte[] of(HttpHeaders headers, byte[] body, int limit) {
    var encoding = headers.firstValue("Content-Encoding").orElse("").strip();
    var zipped = encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip");
    return withoutMark(zipped ? unzipped(body, limit) : body);
  }

  /// What is called zipped and is not stays as it is.
  private static byte[] unzipped(byte[] body, int limit) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readNBytes(limit + 1);
    } catch (IOException _) {
      return body;
    }
  }

  private static byte[] withoutMark(byte[] body) {
    boolean marked = Arrays.mismatch(body, MARK) == MARK.length;
    return marked ? Arrays.copyOfRange(body, MARK.length, body.length) : body;
  }
}
