package dev.cloakroom.nanokimi;

import dev.cloakroom.nanokimi.Admission.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What has to be done to undo an isolation. Made for one use.
final class Undoing {
  private final Checkout checkout;
  private final Admission admission;
  private final Copies copies;
  private final Ledger ledger;
  private final List<Step> steps = new ArrayList<>();

  Undoing(Checkout checkout, Admission admission, Copies copies, Ledger ledger) {
    this.checkout = checkout;
    this.admission = admission;
    this.copies = copies;
    this.ledger = ledger;
  }

  /// The steps, in an order in which the newest login is never in no place.
  List<Step> steps(@Nullable String take) {
    if (!copies.inUse().isEmpty()) {
      var newest = copies.newestOfCheckout(take).orElseThrow();
      keepOthers(newest);
      bringBack(newest);
    }
    if (!ledger.hadLogin() && copies.find(Copies.ACTIVE).isPresent()) {
      dropIsolated();
    }
    ledger.moved().forEach((to, from) -> moveBack(path(to), path(from)));
    if (!ledger.hadFolder() && Checkout.isThere(checkout.tokens())) {
      removeFolder();
    }
    ledger.protections().keySet().stream()
        .map(this::path)
        .filter(path -> !path.equals(checkout.backup()))
        .forEach(this::restore);
    add(checkout.record(), "deleted", disk -> disk.delete(checkout.record()));
    return List.copyOf(steps);
  }

  private void keepOthers(Copy newest) {
    var asides = new Asides(checkout, admission, copies);
    Stream.of(Copies.ACTIVE, Copies.BACKUP)
        .flatMap(word -> copies.find(word).stream())
        .forEach(copy -> asides.keep(copy, newest).ifPresent(steps::add));
  }

  private void bringBack(Copy newest) {
    var backup = copies.find(Copies.BACKUP);
    if (backup.isEmpty() || !backup.get().isSameAs(newest)) {
      add(
          checkout.backup(),
          "the newest login, from " + newest.word(),
          copies.writing(checkout.backup(), newest));
    }
    restore(checkout.backup());
    var active = copies.find(Copies.ACTIVE);
    if (ledger.hadLogin() && active.isPresent() && !active.get().isSameAs(newest)) {
      add(
          checkout.active(),
          "the newest login, from " + newest.word(),
          copies.writing(checkout.active(), newest));
    }
  }

  private void dropIsolated() {
    add(
        checkout.active(),
        copies.inUse().isEmpty()
            ? "deleted: it is no login any more"
            : "deleted: the login is in data/credentials",
        disk -> {
          copies.requireStill(checkout.active());
          disk.delete(checkout.active());
        });
  }

  private void moveBack(Path to, Path from) {
    if (!Checkout.isThere(to) || Checkout.isThere(from)) {
      return;
    }
    admission.requireOurs(to);
    add(
        to,
        "moved back to " + checkout.shown(from),
        disk -> {
          checkout.requireFoldersAbove(from);
          var folder = Objects.requireNonNull(from.getParent());
          if (!Checkout.isThere(folder)) {
            disk.folder(folder);
          }
          disk.move(to, from);
        });
  }

  /// A lock that is left in the folder goes with it. Anything else keeps it: a login that somebody
  /// has refreshed just now, say.
  private void removeFolder() {
    if (!Comparison.besideLogin(checkout).isEmpty()) {
      return;
    }
    add(
        checkout.tokens(),
        "deleted",
        disk -> {
          Checkout.entries(checkout.tokens()).stream()
              .filter(Comparison::isLock)
              .forEach(disk::delete);
          disk.delete(checkout.tokens());
        });
  }

  private void restore(Path path) {
    boolean isFolder = Files.isDirectory(path) || path.equals(checkout.credentials());
    int may = isFolder ? Admission.ALL : Admission.READ_WRITE;
    var once = ledger.protection(checkout, path);
    add(
        path,
        "usable for whom it was before",
        disk -> {
          if (Checkout.isThere(path)) {
            admission.requireOurs(path);
            disk.protect(path, admission.restored(once, new Wanted(path, may, may)));
          }
        });
  }

  private Path path(String below) {
    return checkout.folder().resolve(below);
  }

  private void add(Path path, String what, Consumer<Disk> deed) {
    steps.add(admission.step(checkout, path, what, deed));
  }
}
