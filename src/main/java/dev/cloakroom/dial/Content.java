package dev.cloakroom.dial;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// What a request carries.
///
/// @param type its media type
/// @param length how many bytes there are; none when there is no content
/// @param body the bytes, read once
public record Content(String type, long length, InputStream body) {
  /// A request without content.
  public static Content none() {
    return new Content("", 0, InputStream.nullInputStream());
  }

  /// Bytes as they are.
  public static Content of(String type, byte[] bytes) {
    return new Content(type, bytes.length, new ByteArrayInputStream(bytes));
  }

  /// A JSON document.
  public static Content json(String json) {
    return of("application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  String headers() {
    return type.isEmpty() ? "" : "Content-Type: " + type + "\r\nContent-Length: " + length + "\r\n";
  }
}
