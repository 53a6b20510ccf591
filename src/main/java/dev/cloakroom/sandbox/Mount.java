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
    READ_WRITE
  }
}
