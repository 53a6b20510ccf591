package dev.cloakroom.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Looks at replies without making anything of them.
final class Bytes {
  private static final byte[] HEAD_END = of("\r\n\r\n");
  private static final byte[] LENGTH = of("\r\ncontent-length: ");

  private Bytes() {}

  static byte[] of(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean startsWith(byte[] bytes, int length, byte[] wanted) {
    return length >= wanted.length
        && Arrays.equals(bytes, 0, wanted.length, wanted, 0, wanted.length);
  }

  static boolean holds(byte[] bytes, int length, byte[] wanted) {
    return find(bytes, length, wanted) >= 0;
  }

  /// A flat JSON object ends with its first brace.
  static boolean endsJson(byte[] bytes, int length) {
    return length > 0 && (bytes[length - 1] == '}' || (length > 1 && bytes[length - 2] == '}'));
  }

  /// A reply with a `Content-Length` is whole with its last byte.
  static boolean endsHttp(byte[] bytes, int length) {
    int head = find(bytes, length, HEAD_END);
    if (head < 0) {
      return false;
    }
    int at = find(bytes, head, LENGTH);
    if (at < 0) {
      throw new IllegalStateException("a reply without Content-Length");
    }
    int body = 0;
    for (int i = at + LENGTH.length; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      body = body * 10 + bytes[i] - '0';
    }
    return length >= head + HEAD_END.length + body;
  }

  /// Where `wanted` begins, its letters in lower case; -1 for nowhere.
  private static int find(byte[] bytes, int length, byte[] wanted) {
    for (int at = 0; at <= length - wanted.length; at++) {
      int same = 0;
      while (same < wanted.length && lower(bytes[at + same]) == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return at;
      }
    }
    return -1;
  }

  private static int lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
  }
}
