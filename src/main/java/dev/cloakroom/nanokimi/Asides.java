package dev.cloakroom.nanokimi;

import dev.cloakroom.nanokimi.Admission.Wanted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Logins that a checkout does not go on with, kept where only its owner may read them: what a
/// token says of its age is no proof, and a copy may be a login of its own. Made for one use.
final class Asides {
  private static final String ENDING = ".before-isolation";

  private final Checkout checkout;
  private final Admission admission;
  private final Copies copies;
  private final List<Copy> kept;
  private final Set<Path> names = new HashSet<>();

  Asides(Checkout checkout, Admission admission, Copies copies) {
    this.checkout = checkout;
    this.admission = admission;
    this.copies = copies;
    this.kept = new ArrayList<>(copies.all().stream().filter(Copy::isAside).toList());
  }

  /// Whether that is the name of one.
  static boolean isAside(Path path) {
    return path.getFileName().toString().startsWith(Checkout.LOGIN + ENDING);
  }

  /// Those that are in a checkout.
  static List<Path> of(Checkout checkout) {
    return List.of(checkout.credentials(), checkout.data()).stream()
        .flatMap(folder -> Checkout.entries(folder).stream())
        .filter(Asides::isAside)
        .toList();
  }

  /// The step that keeps a copy before it is deleted or overwritten; none when it is the newest
  /// login itself, no login, or kept already.
  Optional<Step> keep(Copy copy, Copy newest) {
    if (!copy.hasRefresh()
        || copy.isSameAs(newest)
        || kept.stream().anyMatch(one -> one.isSameAs(copy))) {
      return Optional.empty();
    }
    var aside = name(1);
    names.add(aside);
    kept.add(copy);
    var what = "kept as %s, for its owner alone".formatted(checkout.shown(aside));
    return Optional.of(
        admission.step(checkout, copy.path(), what, disk -> write(disk, copy, aside)));
  }

  private void write(Disk disk, Copy copy, Path aside) {
    copies.requireStill(copy.path());
    checkout.requireFoldersAbove(aside);
    copy.text()
        .use(bytes -> {
          disk.write(aside, bytes);
          return true;
        });
    disk.protect(aside, admission.protection(new Wanted(aside, Admission.READ_WRITE, 0)));
  }

  /// Never in a folder that containers have mounted.
  private Path name(int number) {
    var folder = checkout.mountsWholeFolder() ? checkout.data() : checkout.credentials();
    var name = folder.resolve(Checkout.LOGIN + ENDING + (number == 1 ? "" : "-" + number));
    return names.contains(name) || Checkout.isThere(name) ? name(number + 1) : name;
  }
}
