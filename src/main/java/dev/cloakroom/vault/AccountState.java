package dev.cloakroom.vault;

import java.util.Locale;

/// How an account stands, as far as it has to be remembered.
public enum AccountState {
  /// Its tokens are refreshed when they have to be.
  HEALTHY,
  /// A refresh was sent and its reply never came: nobody knows whether the refresh token is spent.
  UNCERTAIN,
  /// The provider does not accept our client or request.
  MISCONFIGURED,
  /// The authorization is dead: a person has to consent again.
  NEEDS_CONSENT;

  /// Whether only a refresh can tell how the account really stands.
  public boolean isOpen() {
    return this == UNCERTAIN || this == MISCONFIGURED;
  }

  /// The word for people and JSON: lower case, joined by hyphens.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
