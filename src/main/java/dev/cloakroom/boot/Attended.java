package dev.cloakroom.boot;

import dev.cloakroom.cli.Terminal.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Which of the standard streams are a terminal, by what the kernel says of them.
final class Attended {
  private static final Map<Side, Integer> DESCRIPTORS =
      Map.of(Side.IN, 0, Side.OUT, 1, Side.ERR, 2);

  private Attended() {}

  static Set<Side> sides() {
    var sides = EnumSet.noneOf(Side.class);
    DESCRIPTORS.forEach((side, descriptor) -> {
      if (isTerminal(descriptor)) {
        sides.add(side);
      }
    });
    return sides;
  }

  private static boolean isTerminal(int descriptor) {
    try {
      var target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException _) {
      return false;
    }
  }
}
