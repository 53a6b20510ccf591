package dev.cloakroom.vault;

import java.util.Locale;

/// What came of a token set that was found in the file of a run.
public enum Adoption {
  /// It is the account's newest generation now.
  ADOPTED,
  /// It is the newest one that is known already.
  KNOWN,
  /// It lacks an access or a refresh token.
  BLANK,
  /// The account had it before, and has a newer one.
  OLDER,
  /// It is another person's.
  OTHER_SUBJECT,
  /// Another account here has it: two would spend it twice.
  OTHER_ACCOUNT,
  /// The account was connected anew, or removed: what was lent is nobody's any more.
  OVER;

  /// Whether it is turned away.
  public boolean isRefusal() {
    return this != ADOPTED && this != KNOWN;
  }

  /// The word for the audit: lower case, joined by hyphens.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
