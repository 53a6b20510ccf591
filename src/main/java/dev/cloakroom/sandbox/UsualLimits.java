package dev.cloakroom.sandbox;

import dev.cloakroom.sandbox.Confinement.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a container may use where nobody says so: many processes, and half of the machine's memory.
final class UsualLimits {
  private static final long PROCESSES = 1024;
  private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");

  /// How much of the memory each of its empty folders may hold: a quarter.
  private static final int FOLDERS_PART = 4;

  private UsualLimits() {}

  /// Those of this machine.
  static Limits here() {
    return new Limits(PROCESSES, machineMemory() / 2, 0);
  }

  /// How many bytes each empty folder may hold, with that limit on memory or, where there is none,
  /// the usual one.
  static long emptyFolder(Limits limits) {
    return limits.orElse(here()).memoryBytes() / FOLDERS_PART;
  }

  private static long machineMemory() {
    try {
      return Optional.of(TOTAL.matcher(Files.readString(Path.of("/proc/meminfo"))))
          .filter(found -> found.find())
          .map(found -> Long.parseLong(found.group(1)) << 10)
          .orElse(0L);
    } catch (IOException _) {
      return 0; // then nothing is limited
    }
  }
}
