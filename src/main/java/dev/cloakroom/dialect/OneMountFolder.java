package dev.cloakroom.dialect;

import dev.cloakroom.credential.TokenSet;
import java.util.Locale;
import java.util.Map;

/// Where OneMount looks for the tokens of an account: in a folder named by the account's address.
final class OneMountFolder implements Knowledge {
  private static final int SHORT = 16;

  @Override
  public Map<String, Object> values(Mode mode, TokenSet shown, Facts facts) {
    return Map.of("account-folder", folder(facts.label()));
  }

  /// The folder of an address; that of older versions when nobody knows it.
  static String folder(String address) {
    var plain = address.strip().toLowerCase(Locale.ROOT);
    return plain.isEmpty() ? "." : "accounts/" + Digest.sha256(plain).substring(0, SHORT);
  }
}
