package dev.cloakroom.probe;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.sandbox.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something to try, from inside a container unless its kind says otherwise.
///
/// @param what in words for the table, such as `read the vault`
/// @param kind what is done
/// @param target what it is done with: a path, a host and a port; see the kind
/// @param expected what should come of it
/// @param presented a secret of another run to try it with; null for none
/// @param guard the guard that it tells of; null when it tells of the plan as a whole
public record Attempt(
    String what,
    Kind kind,
    List<String> target,
    Expectation expected,
    @Nullable Secret presented,
    @Nullable Guard guard) {

  public Attempt {
    target = List.copyOf(target);
    if (target.stream()
        .anyMatch(word -> word.isBlank() || word.chars().anyMatch(Character::isISOControl))) {
      throw new IllegalArgumentException("an attempt needs targets on one line: " + what);
    }
  }

  /// What should be possible.
  static Attempt can(String what, Kind kind, String... target) {
    return new Attempt(what, kind, List.of(target), Expectation.POSSIBLE, null, null);
  }

  /// What should not.
  static Attempt cannot(String what, Kind kind, String... target) {
    return new Attempt(what, kind, List.of(target), Expectation.IMPOSSIBLE, null, null);
  }

  /// The same, telling of a guard.
  Attempt by(Guard keeper) {
    return new Attempt(what, kind, target, expected, presented, keeper);
  }

  /// The same, with a secret.
  Attempt with(Secret another) {
    return new Attempt(what, kind, target, expected, another, guard);
  }

  /// The line that the script inside reads.
  String line() {
    var words = new ArrayList<String>();
    words.add(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    words.addAll(target);
    if (presented != null) {
      words.add(presented.useText(text -> text));
    }
    return String.join("\t", words);
  }

  /// What is done. Nothing that is found is changed.
  public enum Kind {
    /// Read a file to its end, or a folder's names.
    READ,
    /// Open a file for writing, or make one where there is none, and remove it again; of several
    /// places, one counts.
    WRITE,
    /// List a folder; an empty one counts as not possible.
    LIST,
    /// Read a file through a link made in a folder: the folder, the file.
    THROUGH_LINK,
    /// Connect to a Unix socket.
    CONNECT_UNIX,
    /// Connect to a TCP port: a host, a port.
    CONNECT_TCP,
    /// Connect to a TCP port of the default gateway.
    CONNECT_GATEWAY,
    /// Whether the network has a route to anywhere.
    LEADS_OUT,
    /// Use a run credential at a run's socket: the socket, and the credential or, for the one that
    /// is inside, its file.
    PRESENT_CREDENTIAL,
    /// Use a phantom refresh token at a token endpoint: an address, the phantom.
    PRESENT_PHANTOM,
    /// Search the environments of all processes for a text.
    FIND_IN_ENVIRONMENTS,
    /// Whether the first process is the container's own.
    OWN_INIT,
    /// Whether a field of `/proc/self/status` has a value: a field, a value.
    STATUS,
    /// Whether it has a namespace of the host: a kind of namespace, its name on the host.
    SAME_NAMESPACE,
    /// Whether one of these is mounted read-only.
    MOUNTED_READ_ONLY,
    /// Mount a file system, and unmount it again.
    MOUNT,
    /// Make `/` writable, and read-only again.
    REMOUNT,
    /// Make a user namespace.
    NEW_NAMESPACE,
    /// Have that many processes at once; they are ended again.
    FORK,
    /// Use that many bytes of memory, and give them back.
    ALLOCATE,
    /// Looked at from the host: whether a file or folder is there.
    HOST_HAS,
    /// Searched by the host, in files and folders, for what the vault keeps.
    HOST_FINDS;

    /// Whether the host does it, and not the script inside.
    boolean isOfHost() {
      return this == HOST_HAS || this == HOST_FINDS;
    }
  }

  /// What should come of an attempt.
  public enum Expectation {
    POSSIBLE,
    IMPOSSIBLE
  }
}
