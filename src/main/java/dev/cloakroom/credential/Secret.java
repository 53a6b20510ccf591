package dev.cloakroom.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/// A value that must never be seen: a token, a client secret, a key.
///
/// It prints as `[redacted]`, compares in constant time and has one hash code for all. Its bytes
/// are lent to [#use] as a copy that is zeroed afterwards. Immutable; safe for any thread.
public final class Secret {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Takes a copy of `bytes`; the caller clears its own.
  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /// The UTF-8 bytes of `text`.
  public static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Lends the bytes to `reader`, as a copy that lives for the call only.
  public <T> T use(Function<byte[], T> reader) {
    var copy = bytes.clone();
    try {
      return reader.apply(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /// Lends the value as text. The text can't be zeroed: use it where a library takes nothing else.
  public <T> T useText(Function<String, T> reader) {
    return reader.apply(new String(bytes, StandardCharsets.UTF_8));
  }

  /// The length in bytes.
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
