package dev.cloakroom.sandbox;

import java.nio.file.Path;

/// A folder or file of the host put into a container.
///
/// @param host absolute path on the host
/// @param container absolute path inside
/// @param access what the run may do with it
/// @param why one short reason, shown by `--dry-run` and kept in the audit
public record Mount(Path host, Path container, Access access, String why) {
  public Mount {
    if (!host.isAbsolute() || !container.isAbsolute()) {
      throw new IllegalArgumentException("mounts take absolute paths: " + host + ", " + container);
    }
  }

  /// What a run may do with a mount.
  public enum Access {
    READ_ONLY,
    READ_WRITE;

    /// The name for people: `read-only` or `read-write`.
    public String word() {
      return this == READ_ONLY ? "read-only" : "read-write";
    }
  }

  /// The same on one line.
  public String words() {
    return "%s at %s, %s, %s".formatted(host, container, access.word(), why);
  }
}
