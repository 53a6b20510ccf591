package dev.cloakroom.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Digests by which tools name their files.
final class Digest {
  private Digest() {}

  /// In hexadecimal.
  static String sha256(String text) {
    return hex("SHA-256", text);
  }

  /// In hexadecimal. It names files, and protects nothing.
  static String md5(String text) {
    return hex("MD5", text);
  }

  private static String hex(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has both
    }
  }
}
