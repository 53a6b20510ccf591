package dev.cloakroom.boot;

import dev.cloakroom.cli.Terminal.Side;
import dev.cloakroom.credential.Secret;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which of the standard streams are a terminal, by what the kernel says of them.
final class Attended {
  private static final Map<Side, Integer> DESCRIPTORS =
      Map.of(Side.IN, 0, Side.OUT, 1, Side.ERR, 2);

  private static final Pattern UTF_8 = Pattern.compile("(?i)utf-?8");
  private static final int USUAL_COLUMNS = 80;

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

  /// How many columns of block letters fit: none where the locale is not of UTF-8.
  static int columns(Map<String, String> environment) {
    var locale =
        Stream.of("LC_ALL", "LC_CTYPE", "LANG")
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isEmpty())
            .findFirst()
            .orElse("");
    if (!UTF_8.matcher(locale).find()) {
      return 0;
    }
    var columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
  }

  /// What a person types at the terminal after `prompt`, where it is not shown; empty without one.
  static Optional<Secret> hidden(String prompt) {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(console -> console.readPassword("%s", prompt))
        .filter(typed -> typed.length > 0)
        .map(Attended::secret);
  }

  private static Secret secret(char[] typed) {
    var secret = Secret.of(new String(typed));
    Arrays.fill(typed, '\0');
    return secret;
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
