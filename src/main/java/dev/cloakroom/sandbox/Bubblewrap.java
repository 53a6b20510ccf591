package dev.cloakroom.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// The bwrap program found on this host.
///
/// @param file where it is
/// @param version what it says of itself, such as `0.8.0`
record Bubblewrap(Path file, String version) {
  private static final Pattern VERSION = Pattern.compile("bubblewrap (\\d+)\\.(\\d+)(\\.\\d+)?");
  private static final int LONGEST_ANSWER = 200;

  /// Looks for it.
  static Optional<Bubblewrap> among(Programs programs) {
    return programs.find("bwrap").map(file -> new Bubblewrap(file, askVersion(file)));
  }

  /// Since 0.8 it can keep the command from making user namespaces of its own.
  boolean canForbidUserNamespaces() {
    return isAtLeast(8);
  }

  /// Since 0.7 it can bound folders in memory.
  boolean canLimitFolders() {
    return isAtLeast(7);
  }

  private boolean isAtLeast(int minor) {
    var match = VERSION.matcher("bubblewrap " + version);
    return match.lookingAt()
        && (Integer.parseInt(match.group(1)) > 0 || Integer.parseInt(match.group(2)) >= minor);
  }

  private static String askVersion(Path file) {
    try {
      var process =
          new ProcessBuilder(file.toString(), "--version").redirectErrorStream(true).start();
      var answer = process.getInputStream().readNBytes(LONGEST_ANSWER);
      process.destroy();
      var match = VERSION.matcher(new String(answer, StandardCharsets.UTF_8));
      return match.find() ? match.group().substring("bubblewrap ".length()) : "unknown";
    } catch (IOException _) {
      return "unknown";
    }
  }
}
