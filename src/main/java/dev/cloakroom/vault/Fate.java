package dev.cloakroom.vault;

import java.util.Locale;

/// What a restore does, or would do, with an account of a backup.
public enum Fate {
  /// It was not here, and is now.
  ADDED,
  /// The one that is here is the same, or newer, or well.
  KEPT,
  /// Its token is known as spent here, so it is not brought back.
  SPENT,
  /// The one that is here needs its person, and the backup has another token that may live.
  BROUGHT_BACK,
  /// The one that is here belongs to somebody else.
  OTHER_SUBJECT,
  /// It was damaged when the backup was made.
  DAMAGED;

  /// Whether the account is the backup's from now on.
  public boolean isRestored() {
    return this == ADDED || this == BROUGHT_BACK;
  }

  /// The word for people and JSON: lower case, joined by hyphens.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
