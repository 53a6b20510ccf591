package dev.cloakroom.nanokimi;

import dev.cloakroom.nanokimi.Disk.Protection;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.AccessList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who may use the files of a checkout: its owner, and the user of its containers by an entry in
/// the access list, where they are not the same. Nobody else, and never everybody.
///
/// @param owner whose checkout it is, by number
/// @param container who the container's user is on this machine
/// @param me who runs this
record Admission(int owner, int container, int me) {
  static final int ALL = AccessList.READ | AccessList.WRITE | AccessList.EXECUTE;
  static final int READ_WRITE = AccessList.READ | AccessList.WRITE;

  private static final int BITS = 0777;
  private static final int OTHERS = 077;
  private static final int OTHERS_WRITE = 022;
  private static final int OWNER_SHIFT = 6;
  private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

  /// Who shall use one path.
  ///
  /// @param ofOwner what its owner may
  /// @param ofContainer what the container's user may, when they are not the owner
  record Wanted(Path path, int ofOwner, int ofContainer) {}

  /// What a path has now.
  static Protection of(Path path) {
    try {
      return new Protection(
          number(path, "unix:mode") & BITS,
          AccessList.at(path).orElse(null),
          AccessList.inheritedAt(path).orElse(null));
    } catch (IOException e) {
      throw Checkout.unreadable(path, e);
    }
  }

  /// Whether a path has what is wanted. What the container's user made itself is theirs, and well
  /// when nobody else may use it.
  boolean isMet(Wanted wanted) {
    requireOurs(wanted.path);
    var now = of(wanted.path);
    if (ownerOf(wanted.path) == container && container != owner) {
      return now.access() == null ? (now.mode() & OTHERS) == 0 : !opensToOthers(now.access());
    }
    if (!needsEntry(wanted)) {
      return now.access() == null && now.mode() == wanted.ofOwner << OWNER_SHIFT;
    }
    var list = now.access();
    return list != null
        && list.effective(container) == wanted.ofContainer
        && !list.opensToOthersThan(Set.of(container))
        && now.mode() >> OWNER_SHIFT == wanted.ofOwner
        && (now.inherited() != null || !Checkout.isFolder(wanted.path));
  }

  private boolean opensToOthers(AccessList list) {
    return list.opensToOthersThan(users());
  }

  private Set<Integer> users() {
    return container == owner ? Set.of(owner) : Set.of(container, owner);
  }

  private boolean needsEntry(Wanted wanted) {
    return wanted.ofContainer != 0 && container != owner;
  }

  /// What a path shall have.
  Protection protection(Wanted wanted) {
    int mode = wanted.ofOwner << OWNER_SHIFT;
    if (!needsEntry(wanted) || ownerOf(wanted.path) == container) {
      return new Protection(mode, null, null);
    }
    var access = AccessList.of(wanted.ofOwner, container, wanted.ofContainer);
    var inherited =
        Checkout.isFolder(wanted.path) ? AccessList.of(ALL, container, ALL).with(owner) : null;
    return new Protection(mode, access, inherited);
  }

  /// What a path had once, unless that let everybody write it, or read a login: then what it shall
  /// have in its place.
  Protection restored(@Nullable Protection once, Wanted instead) {
    boolean isLogin = instead.path.endsWith(Checkout.LOGIN);
    if (once == null) {
      return protection(instead);
    }
    int never = isLogin ? OTHERS : OTHERS_WRITE;
    var list = once.access();
    boolean isLoose = list == null ? (once.mode() & never) != 0 : opensToOthers(list);
    return isLoose ? protection(instead) : once;
  }

  /// A step that looks right before it is done whether its place is what it was when it was
  /// planned: real folders from the checkout down to it, and nobody else's.
  Step step(Checkout checkout, Path path, String what, Consumer<Disk> deed) {
    return new Step(
        checkout.shown(path),
        what,
        disk -> {
          checkout.requireFoldersAbove(path);
          if (Checkout.isThere(path)) {
            requireOurs(path);
          }
          deed.accept(disk);
        });
  }

  /// Refuses what is neither a file nor a folder, and what belongs to somebody who has nothing to
  /// do with it.
  void requireOurs(Path path) {
    if (!Files.isRegularFile(path, NO_LINKS) && !Checkout.isFolder(path)) {
      throw Checkout.link(path);
    }
    int its = ownerOf(path);
    boolean isOurs = its == owner && (me == owner || me == 0);
    if (!isOurs && its != container) {
      throw new Problem(
          Kind.REFUSED,
          "checkout-not-yours",
          "%s belongs to user %d, who is neither you nor the container's user: chown it, or move it away."
              .formatted(path, its));
    }
  }

  /// Whose a path is.
  static int ownerOf(Path path) {
    return number(path, "unix:uid");
  }

  private static int number(Path path, String attribute) {
    try {
      return Files.getAttribute(path, attribute, NO_LINKS) instanceof Integer number ? number : 0;
    } catch (IOException e) {
      throw Checkout.unreadable(path, e);
    }
  }
}
