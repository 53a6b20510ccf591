package dev.cloakroom.mount;

import java.io.IOException;
import java.nio.file.Path;

/// Paths of the host as the kernel follows them.
public final class Paths {
  private Paths() {}

  /// The path without links. What is not there yet is judged by the folder around it.
  public static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException _) {
      var absolute = path.toAbsolutePath().normalize();
      var parent = absolute.getParent();
      return parent == null ? absolute : real(parent).resolve(parent.relativize(absolute));
    }
  }

  /// Whether one of two real paths lies in the other, or they are the same.
  public static boolean overlap(Path one, Path other) {
    return one.startsWith(other) || other.startsWith(one);
  }
}
