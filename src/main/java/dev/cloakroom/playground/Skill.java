package dev.cloakroom.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// The demo's skill, in one of three languages: reads its token file, asks for consent when there
/// is none, and prints the calendar.
///
/// It takes the base URL of the calendar from `CALENDAR_API` (Python also knows `unix:` and the
/// path of a socket), and the file from `TOKEN_FILE` (`/workspace/tokens/local-calendar.json` when
/// that is not set). Without the file it prints `AUTH_REQUIRED:<name of the file>:calendar` and
/// ends with 0; with a refused token it ends with 1.
public enum Skill {
  // a calendar.py would stand in the way of Python's own module calendar, which urllib needs
  PYTHON("show-calendar.py"),
  CURL("show-calendar.sh"),
  JAVA("ShowCalendar.java");

  private static final Path PYTHON3 = Path.of("/usr/bin/python3");
  private static final Path CURL_TOOL = Path.of("/usr/bin/curl");

  private final String file;

  Skill(String file) {
    this.file = file;
  }

  /// The first of Python, curl and Java that a sandbox has; Java when it has none of them, since
  /// that one can be brought along.
  public static Skill choose(Predicate<Path> inSandbox) {
    if (inSandbox.test(PYTHON3)) {
      return PYTHON;
    }
    return inSandbox.test(CURL_TOOL) ? CURL : JAVA;
  }

  /// What the file is to be called.
  public String file() {
    return file;
  }

  /// The command that runs the file, where it lies inside the sandbox.
  ///
  /// @param java the `java` to use; only [#JAVA] needs it
  public List<String> command(Path installed, Path java) {
    var interpreter =
        switch (this) {
          case PYTHON -> PYTHON3.toString();
          case CURL -> "/bin/sh";
          case JAVA -> java.toString();
        };
    return List.of(interpreter, installed.toString());
  }

  /// The content of the file.
  public byte[] source() {
    try (var source = Skill.class.getResourceAsStream("skill/" + file)) {
      if (source == null) {
        throw new IllegalStateException("the skill is missing from the application: " + file);
      }
      return source.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
