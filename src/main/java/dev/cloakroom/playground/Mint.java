package dev.cloakroom.playground;

import dev.cloakroom.credential.Secret;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// Makes values that nobody can guess: 256 random bits each. Safe for any thread as far as its
/// random generator is.
final class Mint {
  private static final int BYTES = 32;
  private static final int USER_CODE_LENGTH = 8;
  private static final String CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ";

  private final String marker;
  private final RandomGenerator random;

  Mint(String marker, RandomGenerator random) {
    this.marker = marker;
    this.random = random;
  }

  Secret accessToken() {
    return Secret.of(marker + "access-" + id());
  }

  Secret refreshToken() {
    return Secret.of(marker + "refresh-" + id());
  }

  /// A code travels in an address, so it carries no marker.
  Secret code() {
    return Secret.of(id());
  }

  /// A code that a person types: eight consonants, so that it spells nothing and looks like itself
  /// only (RFC 8628 section 6.1).
  String userCode() {
    var code = new StringBuilder();
    for (int i = 0; i < USER_CODE_LENGTH; i++) {
      code.append(i == USER_CODE_LENGTH / 2 ? "-" : "");
      code.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())));
    }
    return code.toString();
  }

  /// A handle for a page or a browser.
  String id() {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
