package dev.cloakroom.chaos;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes tokens that tell by themselves what they are, so that millions of spent ones need no
/// memory: kind, family, generation and expiry, signed with a key that ends with the server. Safe
/// for any thread.
final class Mint {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 12;

  private final SecretKeySpec key;

  /// What a token is.
  ///
  /// @param refresh whether it is a refresh token, else an access token
  /// @param expiresAt of an access token; the epoch of a refresh token
  record Token(boolean refresh, String family, long generation, Instant expiresAt) {}

  Mint(RandomGenerator random) {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  String access(String family, long generation, Instant expiresAt) {
    return signed("chaos-access." + family + "." + generation + "." + expiresAt.toEpochMilli());
  }

  String refresh(String family, long generation) {
    return signed("chaos-refresh." + family + "." + generation + ".0");
  }

  /// Something that nobody guesses, made of a number that is used once.
  String code(long number) {
    return signed("code." + number).substring("code.".length());
  }

  /// What a token says; empty when it was not made here.
  Optional<Token> read(String text) {
    var parts = text.split("\\.", -1);
    int end = text.lastIndexOf('.');
    if (parts.length != 5 || !signed(text.substring(0, end)).equals(text)) {
      return Optional.empty();
    }
    return Optional.of(
        new Token(
            parts[0].equals("chaos-refresh"),
            parts[1],
            Long.parseLong(parts[2]),
            Instant.ofEpochMilli(Long.parseLong(parts[3]))));
  }

  private String signed(String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      var signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      var part = Arrays.copyOf(signature, SIGNATURE_BYTES);
      return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(part);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has " + ALGORITHM, e);
    }
  }
}
