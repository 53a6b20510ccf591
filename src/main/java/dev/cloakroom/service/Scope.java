package dev.cloakroom.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whose service manager runs the host.
public enum Scope {
  /// The person's own, for as long as they are logged in, or linger.
  USER,
  /// The machine's.
  SYSTEM;

  /// How it is written, in units and for people.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The command line that asks its manager.
  List<String> systemctl(String... words) {
    var line = new ArrayList<String>(List.of("systemctl", "--" + word()));
    line.addAll(List.of(words));
    return line;
  }

  /// What a person types for the same.
  public String typed(String words) {
    return this == USER ? "systemctl --user " + words : "sudo systemctl " + words;
  }
}
