package dev.cloakroom.mount;

import dev.cloakroom.json.JsonText;
import dev.cloakroom.json.JsonText.MalformedException;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.HostUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a person lets runs see besides their working folders: `mount-allowlist.json`, in the form
/// that NanoClaw reads (src/mount-security.ts of 2026-02).
///
/// @param blocked texts that no path may have in it
/// @param mainAloneWrites whether all workloads but the main ones get read-only mounts
record Allowlist(List<Root> roots, List<String> blocked, boolean mainAloneWrites) {
  /// Blocked whatever the file says: where people keep what opens doors.
  static final List<String> ALWAYS_BLOCKED =
      List.of(
          ".ssh",
          ".gnupg",
          ".gpg",
          ".aws",
          ".azure",
          ".gcloud",
          ".kube",
          ".docker",
          "credentials",
          ".env",
          ".netrc",
          ".npmrc",
          ".pypirc",
          "id_rsa",
          "id_ed25519",
          "private_key",
          ".secret");

  private static final int LARGEST = 1 << 20;

  Allowlist {
    roots = List.copyOf(roots);
    blocked = List.copyOf(blocked);
  }

  /// A folder whose content may be mounted.
  record Root(Path path, boolean writable) {}

  /// Reads the file.
  ///
  /// @param home what `~` stands for
  /// @throws Problem `allowlist-unusable` when it is not in order: then nothing is allowed
  static Allowlist read(Path file, Path home) {
    requireOwn(file);
    try {
      var bytes = readBounded(file);
      var json = JsonText.read(new String(bytes, StandardCharsets.UTF_8));
      return of(json, file, home);
    } catch (MalformedException | IOException _) {
      throw unusable(file, "it is not JSON, or can't be read");
    }
  }

  private static byte[] readBounded(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw unusable(file, "it is too large");
      }
      return bytes;
    }
  }

  /// Who may write it may let runs see everything.
  private static void requireOwn(Path file) {
    try {
      int owner = HostUser.ownerOf(file).uid();
      boolean ours = owner == 0 || owner == HostUser.current().uid();
      var writers = Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
      var mode = Files.getPosixFilePermissions(file);
      if (!ours || !Files.isRegularFile(file) || writers.stream().anyMatch(mode::contains)) {
        throw unusable(file, "others own it or may write it");
      }
    } catch (IOException _) {
      throw unusable(file, "it can't be looked at");
    }
  }

  private static Allowlist of(@Nullable Object json, Path file, Path home) {
    if (json instanceof Map<?, ?> map
        && map.get("allowedRoots") instanceof List<?> roots
        && map.get("blockedPatterns") instanceof List<?> patterns
        && map.get("nonMainReadOnly") instanceof Boolean mainAlone) {
      var blocked = new ArrayList<>(ALWAYS_BLOCKED);
      patterns.forEach(pattern -> blocked.add(text(pattern, file)));
      blocked.removeIf(String::isEmpty);
      return new Allowlist(
          roots.stream().map(root -> root(root, file, home)).toList(), blocked, mainAlone);
    }
    throw unusable(
        file, "it needs allowedRoots, blockedPatterns (lists) and nonMainReadOnly (true, false)");
  }

  private static Root root(@Nullable Object json, Path file, Path home) {
    if (json instanceof Map<?, ?> map && map.get("allowReadWrite") instanceof Boolean writable) {
      return new Root(path(text(map.get("path"), file), file, home), writable);
    }
    throw unusable(file, "each of its roots needs path and allowReadWrite");
  }

  private static Path path(String text, Path file, Path home) {
    try {
      var path =
          text.equals("~") || text.startsWith("~/")
              ? home.resolve(text.substring(Math.min(2, text.length())))
              : Path.of(text);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException _) {
      // told below
    }
    throw unusable(file, "the path of each root is absolute, or begins with ~/");
  }

  private static String text(@Nullable Object json, Path file) {
    if (json instanceof String text) {
      return text;
    }
    throw unusable(file, "its paths and patterns are texts");
  }

  private static Problem unusable(Path file, String why) {
    return new Problem(
        Kind.REFUSED,
        "allowlist-unusable",
        "%s is not in order, so nothing more is mounted: %s.".formatted(file, why));
  }

  /// The root that a path lies in, links resolved.
  Optional<Root> rootOf(Path real) {
    return roots.stream().filter(root -> real.startsWith(Paths.real(root.path))).findFirst();
  }

  /// What of a path is blocked.
  Optional<String> blockedIn(Path real) {
    return blocked.stream().filter(real.toString()::contains).findFirst();
  }
}
