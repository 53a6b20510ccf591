package dev.cloakroom.playground;

import java.util.Locale;
import java.util.Optional;

/// Who logged in: anybody, by the name they typed. The same name is the same person.
record Person(String name) {
  private static final int LONGEST = 40;

  /// The person of that name; empty when the text can't be a name.
  static Optional<Person> named(String text) {
    var name = text.strip();
    boolean usable = !name.isEmpty() && name.length() <= LONGEST;
    return usable && name.chars().noneMatch(Character::isISOControl)
        ? Optional.of(new Person(name))
        : Optional.empty();
  }

  /// What the provider knows the person by.
  String subject() {
    return "person-" + Digest.of(name.toLowerCase(Locale.ROOT)).substring(0, 16);
  }

  /// An address that nobody can write to.
  String email() {
    var local =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", ".").replaceAll("^\\.|\\.$", "");
    return (local.isEmpty() ? subject() : local) + "@playground.example";
  }
}
