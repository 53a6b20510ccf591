package dev.cloakroom.sandbox;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// One thing that holds a container in. All are up unless somebody takes one away by name.
public enum Guard {
  NO_NEW_PRIVILEGES(
      "no program inside gives more rights than its caller has: setuid has no effect"),
  NO_CAPABILITIES("none of root's rights, whoever the user inside is"),
  SYSTEM_CALLS("the kernel's calls that programs have no use for are refused"),
  READ_ONLY_ROOT(
      "programs and libraries can't be changed; /home, /tmp, /run and /var are in memory"),
  LIMITS("so many processes, so much memory, and no more"),
  MASKED_PROC("the parts of /proc that tell of the machine, or steer it, are out of reach"),
  OWN_PROCESSES("it sees and signals no processes but its own"),
  OWN_IPC("it shares no memory and no message queues with others");

  /// All of them.
  public static final Set<Guard> ALL = Set.of(values());

  private final String meaning;

  Guard(String meaning) {
    this.meaning = meaning;
  }

  /// The name that people use, such as `read-only-root`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What it means for the command, in a few words.
  public String meaning() {
    return meaning;
  }

  /// The one of that name.
  public static Optional<Guard> named(String word) {
    return Arrays.stream(values()).filter(guard -> guard.word().equals(word)).findFirst();
  }

  /// All but these.
  public static Set<Guard> without(Set<Guard> away) {
    var rest = EnumSet.allOf(Guard.class);
    rest.removeAll(away);
    return Set.copyOf(rest);
  }
}
