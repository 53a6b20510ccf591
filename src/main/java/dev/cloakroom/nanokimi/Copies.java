package dev.cloakroom.nanokimi;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The copies of one login: the isolated one, the one beside the configuration, the person's own,
/// and any that an older layout left in a group's session.
///
/// Which is newest is told by what the tokens and their files say, never by the times of the files:
/// whoever copies an old one makes it look new.
final class Copies {
  static final String ACTIVE = "oauth-token";
  static final String BACKUP = "credentials";
  static final String OWN = "host";
  private static final int LARGEST = 256 << 10;
  private static final String NAME =
      "move away the one that is not NanoKimi's newest, or name the right one with --take";
  private static final String MOVE = "move away the one that is not NanoKimi's newest";

  private final List<Copy> all;

  private Copies(List<Copy> all) {
    this.all = List.copyOf(all);
  }

  /// Reads them.
  ///
  /// @throws Problem when one is torn, is a link, or can't be read
  static Copies of(Checkout checkout, Instant now) {
    var all = new ArrayList<Copy>();
    read(ACTIVE, checkout.active(), now).ifPresent(all::add);
    read(BACKUP, checkout.backup(), now).ifPresent(all::add);
    read(OWN, checkout.own(), now).ifPresent(all::add);
    for (var session : checkout.sessionFolders()) {
      var stray = session.resolve("credentials").resolve(Checkout.LOGIN);
      read(checkout.shown(stray), stray, now).ifPresent(all::add);
    }
    for (var aside : Asides.of(checkout)) {
      read(checkout.shown(aside), aside, now).ifPresent(all::add);
    }
    return new Copies(all);
  }

  private static Optional<Copy> read(String word, Path path, Instant now) {
    var folder = Objects.requireNonNull(path.getParent());
    if (Files.isSymbolicLink(folder) && !word.equals(OWN)) {
      throw Checkout.link(folder);
    }
    return content(path).map(text -> Copy.of(word, path, text, now));
  }

  /// The content of a file that is no link; empty when there is none.
  static Optional<Secret> content(Path path) {
    if (!Checkout.isThere(path)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw Checkout.link(path);
    }
    try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(Secret.of(in.readNBytes(LARGEST)));
    } catch (IOException e) {
      throw Checkout.unreadable(path, e);
    }
  }

  /// Refuses to go on when a file is not as it was read: somebody refreshed the login meanwhile.
  void requireStill(Path path) {
    var read = all.stream().filter(copy -> copy.path().equals(path)).map(Copy::text).findFirst();
    if (!content(path).equals(read)) {
      throw new Problem(
          Kind.FAILED,
          "copy-changed",
          "%s was just changed by somebody else, and is left as it is: stop NanoKimi, and run this again."
              .formatted(path));
    }
  }

  /// Puts a copy's login at a place, which has to be as it was read.
  Consumer<Disk> writing(Path place, Copy login) {
    return disk ->
        login
            .text()
            .use(bytes -> {
              requireStill(place);
              disk.write(place, bytes);
              return true;
            });
  }

  /// These and others.
  Copies with(List<Copy> more) {
    return new Copies(Stream.concat(all.stream(), more.stream()).toList());
  }

  List<Copy> all() {
    return all;
  }

  Optional<Copy> find(String word) {
    return all.stream().filter(copy -> copy.word().equals(word)).findFirst();
  }

  /// Those that hold a refresh token.
  List<Copy> live() {
    return all.stream().filter(Copy::hasRefresh).toList();
  }

  /// Those of them that are not kept aside.
  List<Copy> inUse() {
    return live().stream().filter(copy -> !copy.isAside()).toList();
  }

  /// The newest of those that the checkout's containers may go on with. The person's own is none
  /// while the isolated one is a login, unless it was named: it may be a login of its own.
  ///
  /// @param taken the word of the one that the person says is the newest
  /// @throws Problem as for [#newest]
  Optional<Copy> newestOfCheckout(@Nullable String taken) {
    if (taken != null) {
      return Optional.of(find(taken).filter(Copy::hasRefresh).orElseThrow(() -> notThere(taken)));
    }
    boolean isIsolated = find(ACTIVE).filter(Copy::hasRefresh).isPresent();
    return new Copies(all.stream().filter(copy -> !isIsolated || !copy.word().equals(OWN)).toList())
        .newest(NAME);
  }

  /// The newest of those in use that hold a refresh token; empty when none does.
  ///
  /// @throws Problem `copies-unclear` when it can't be told, `two-accounts` when they are not of
  ///   one person
  Optional<Copy> newest() {
    return newest(MOVE);
  }

  private Optional<Copy> newest(String advice) {
    var live = inUse();
    requireOnePerson(live, advice);
    var newest =
        live.stream()
            .filter(one -> live.stream().allMatch(other -> one.compare(other).orElse(-1) >= 0))
            .findFirst();
    if (newest.isEmpty() && !live.isEmpty()) {
      throw unclear(live, advice);
    }
    return newest;
  }

  private static Problem notThere(String taken) {
    return new Problem(
        Kind.USAGE,
        "copy-missing",
        "There is no copy %s with a refresh token: name %s, %s or %s. Nothing was changed."
            .formatted(taken, ACTIVE, BACKUP, OWN));
  }

  private static void requireOnePerson(List<Copy> live, String advice) {
    for (var one : live) {
      for (var other : live) {
        if (one.isOfAnother(other)) {
          throw new Problem(
              Kind.REFUSED,
              "two-accounts",
              "%s and %s hold the logins of two different accounts: %s. Nothing was changed."
                  .formatted(one.path(), other.path(), advice));
        }
      }
    }
  }

  private static Problem unclear(List<Copy> live, String advice) {
    return new Problem(
        Kind.REFUSED,
        "copies-unclear",
        "Which copy of the login is the newest can't be told (%s): %s. Nothing was changed."
            .formatted(
                live.stream()
                    .map(copy -> copy.word() + " " + copy.age())
                    .collect(Collectors.joining(", ")),
                advice));
  }
}
