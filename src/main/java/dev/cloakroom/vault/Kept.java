package dev.cloakroom.vault;

/// Where a reply that came has been kept.
public enum Kept {
  /// In the vault, as the account's next generation.
  COMMITTED,
  /// In the vault as evidence only: the account has a newer generation, or is gone.
  OVERTAKEN,
  /// In the spool, since the vault can't be written: a restart finds it.
  SPOOLED,
  /// Sealed in memory only, since neither the vault nor the spool can be written: it is lost when
  /// the process ends.
  IN_MEMORY
}
