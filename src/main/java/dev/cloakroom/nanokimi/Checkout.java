package dev.cloakroom.nanokimi;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A NanoKimi checkout, and where its parts are.
///
/// @param folder its real path
/// @param person the home folder of whoever runs it, where their own copy of the login is
public record Checkout(Path folder, Path person) {
  static final String LOGIN = "kimi-code.json";

  private static final int LARGEST_CODE = 1 << 20;

  /// The checkout in `folder`.
  ///
  /// @throws Problem `not-nanokimi` when it is none
  public static Checkout at(Path folder, Path person) {
    try {
      var checkout = new Checkout(folder.toRealPath(), person);
      if (Stream.of(checkout.data(), checkout.credentials()).allMatch(Checkout::isFolder)) {
        return checkout;
      }
    } catch (IOException _) {
      // told below, like a folder that holds something else
    }
    throw new Problem(
        Kind.USAGE,
        "not-nanokimi",
        "%s is no NanoKimi checkout that is set up: it has no folder data/credentials. Name the folder that holds data, groups and store."
            .formatted(folder));
  }

  static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /// Whose it is, by number.
  public int owner() {
    return Admission.ownerOf(folder);
  }

  Path data() {
    return folder.resolve("data");
  }

  /// Configuration, and the login as older versions have it.
  Path credentials() {
    return data().resolve("credentials");
  }

  Path config() {
    return credentials().resolve("config.toml");
  }

  Path backup() {
    return credentials().resolve(LOGIN);
  }

  /// What isolated containers get of the credentials.
  Path tokens() {
    return data().resolve("oauth-token");
  }

  Path active() {
    return tokens().resolve(LOGIN);
  }

  Path sessions() {
    return data().resolve("sessions");
  }

  Path groups() {
    return folder.resolve("groups");
  }

  /// The person's own copy of the login.
  Path own() {
    return ownFolder().resolve(LOGIN);
  }

  Path ownFolder() {
    return person.resolve(".kimi/credentials");
  }

  /// What [Isolation] changed, for its undoing.
  Path record() {
    return data().resolve(".cloakroom-isolation.json");
  }

  /// Whether the code of this checkout still gives containers the whole of `data/credentials`.
  boolean mountsWholeFolder() {
    var code = folder.resolve("src/container-runner.ts");
    if (!Files.isRegularFile(code, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var in = Files.newInputStream(code, LinkOption.NOFOLLOW_LINKS)) {
      var text = new String(in.readNBytes(LARGEST_CODE), StandardCharsets.UTF_8);
      return !text.contains("oauth-token");
    } catch (IOException _) {
      return false;
    }
  }

  /// The folders of sessions, one a group.
  List<Path> sessionFolders() {
    return entries(sessions()).stream()
        .filter(Checkout::isFolder)
        .map(group -> group.resolve(".kimi"))
        .filter(Checkout::isFolder)
        .toList();
  }

  /// What is in a folder, by name; nothing when it is not there.
  static List<Path> entries(Path folder) {
    if (!isFolder(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /// Refuses to go through anything but real folders on the way down to a path of the checkout.
  void requireFoldersAbove(Path path) {
    requireFolders(Objects.requireNonNull(path.getParent()));
  }

  /// The same, and that the path is a folder itself, if it is there.
  void requireFolders(Path path) {
    for (var above = path; above != null && above.startsWith(folder); above = above.getParent()) {
      if (isThere(above) && !isFolder(above)) {
        throw link(above);
      }
    }
  }

  static Problem unreadable(Path path, Exception cause) {
    return new Problem(
        Kind.REFUSED,
        "checkout-unreadable",
        "%s can't be read: it may be the container's own file. Run this as root, or give yourself access. Nothing was changed."
            .formatted(path),
        cause);
  }

  static Problem link(Path path) {
    return new Problem(
        Kind.REFUSED,
        "checkout-link",
        "%s is a link or no plain file, and is not followed: put the file or folder itself there."
            .formatted(path));
  }

  /// A path as people know it.
  String shown(Path path) {
    if (path.startsWith(folder)) {
      return folder.relativize(path).toString();
    }
    return path.startsWith(person) ? "~/" + person.relativize(path) : path.toString();
  }
}
