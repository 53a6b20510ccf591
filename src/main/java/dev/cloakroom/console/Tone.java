package dev.cloakroom.console;

import java.util.Locale;

/// What a colour means.
enum Tone {
  GOOD,
  WARN,
  BAD,
  IDLE;

  /// The class in the stylesheet.
  String style() {
    return name().toLowerCase(Locale.ROOT);
  }
}
