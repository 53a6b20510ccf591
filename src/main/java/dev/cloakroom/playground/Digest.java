package dev.cloakroom.playground;

import dev.cloakroom.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// SHA-256, in the two spellings that the provider needs.
final class Digest {
  private Digest() {}

  /// In hexadecimal: what is kept of a code or token that was handed out.
  static String of(Secret secret) {
    return secret.use(bytes -> HexFormat.of().formatHex(sha256(bytes)));
  }

  static String of(String text) {
    return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// The code challenge that belongs to a verifier (RFC 7636 section 4.2, S256).
  static String challengeFor(Secret verifier) {
    return verifier.use(
        bytes -> Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(bytes)));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
