package dev.cloakroom.credential;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A set of scopes, in the order they were named (RFC 6749 section 3.3). Immutable.
public record Scopes(Set<String> names) {
  /// What a scope is made of (RFC 6749 appendix A.4).
  private static final Pattern LEGAL = Pattern.compile("[!#-\\[\\]-~]+");

  private static final int LONGEST = 1 << 14; // characters

  /// No scope at all.
  public static final Scopes NONE = new Scopes(Set.of());

  public Scopes {
    names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }

  /// These scopes.
  public static Scopes of(String... names) {
    return new Scopes(new LinkedHashSet<>(List.of(names)));
  }

  /// These scopes.
  public static Scopes of(Collection<String> names) {
    return new Scopes(new LinkedHashSet<>(names));
  }

  /// Reads scopes separated by spaces or commas, as people and providers write them.
  public static Scopes parse(String text) {
    var names = new LinkedHashSet<String>();
    for (var name : text.strip().split("[\\s,]+", -1)) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return new Scopes(names);
  }

  /// Those of them that are scopes by RFC 6749, as far as there is room to keep them.
  public Scopes legal() {
    var legal = new LinkedHashSet<String>();
    int room = LONGEST;
    for (var name : names) {
      if (name.length() < room && LEGAL.matcher(name).matches()) {
        legal.add(name);
        room -= name.length() + 1;
      }
    }
    return new Scopes(legal);
  }

  /// Whether every scope of `other` is among these.
  public boolean covers(Scopes other) {
    return names.containsAll(other.names);
  }

  /// These and those.
  public Scopes plus(Scopes other) {
    var all = new LinkedHashSet<>(names);
    all.addAll(other.names);
    return new Scopes(all);
  }

  /// These without those.
  public Scopes minus(Scopes other) {
    var rest = new LinkedHashSet<>(names);
    rest.removeAll(other.names);
    return new Scopes(rest);
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /// The scopes joined by a space, as RFC 6749 writes them.
  @Override
  public String toString() {
    return String.join(" ", names);
  }
}
