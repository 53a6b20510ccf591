package dev.cloakroom.nanokimi;

import dev.cloakroom.nanokimi.Admission.Wanted;
import dev.cloakroom.nanokimi.Disk.Protection;
import dev.cloakroom.store.AccessList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What has to be done to isolate the login of a checkout. Made for one use.
final class IsolationPlan {
  private final Checkout checkout;
  private final Admission admission;
  private final Copies copies;

  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Protection> protections = new TreeMap<>();
  private final Map<String, String> moved = new TreeMap<>();
  private final Set<Path> made = new HashSet<>();

  IsolationPlan(Checkout checkout, Admission admission, Copies copies) {
    this.checkout = checkout;
    this.admission = admission;
    this.copies = copies;
  }

  /// The steps, in an order in which the newest login is never in no place.
  List<Step> steps(@Nullable String take) {
    boolean isEmpty = copies.inUse().isEmpty();
    var newest = isEmpty ? null : copies.newestOfCheckout(take).orElseThrow();
    makeFolder();
    moveOthersOut();
    if (newest != null) {
      keepOthers(newest);
      bringIn(newest);
      dropUnused();
    }
    checkout.sessionFolders().forEach(this::liftSessions);
    protectAll(newest != null);
    if (!steps.isEmpty()) {
      steps.addFirst(remember());
    }
    return List.copyOf(steps);
  }

  private void makeFolder() {
    if (!Checkout.isThere(checkout.tokens())) {
      made.add(checkout.tokens());
      add(checkout.tokens(), "made", disk -> disk.folder(checkout.tokens()));
    } else {
      admission.requireOurs(checkout.tokens());
    }
  }

  private void moveOthersOut() {
    for (var name : Comparison.besideLogin(checkout)) {
      var from = checkout.tokens().resolve(name);
      admission.requireOurs(from);
      var beside = checkout.credentials().resolve(name);
      var to =
          Checkout.isThere(beside)
              ? checkout.credentials().resolve(name + ".of-oauth-token")
              : beside;
      move(from, to);
    }
  }

  private void keepOthers(Copy newest) {
    var asides = new Asides(checkout, admission, copies);
    copies.all().stream()
        .filter(copy -> copy.word().equals(Copies.ACTIVE) || isUnused(copy))
        .forEach(copy -> asides.keep(copy, newest).ifPresent(steps::add));
  }

  private void bringIn(Copy newest) {
    var active = copies.find(Copies.ACTIVE);
    if (active.isEmpty() || !active.get().isSameAs(newest)) {
      made.add(checkout.active());
      note(checkout.active());
      add(
          checkout.active(),
          "the newest login, from " + newest.word(),
          copies.writing(checkout.active(), newest));
    }
  }

  /// Copies besides the isolated one, that nobody uses from now on, would only get old.
  private void dropUnused() {
    for (var copy : copies.all()) {
      if (isUnused(copy)) {
        admission.requireOurs(copy.path());
        note(copy.path());
        add(
            copy.path(),
            "deleted: the login is in data/oauth-token",
            disk -> {
              copies.requireStill(copy.path());
              disk.delete(copy.path());
            });
      }
    }
  }

  private boolean isUnused(Copy copy) {
    return switch (copy.word()) {
      case Copies.ACTIVE, Copies.OWN -> false;
      case Copies.BACKUP -> !checkout.mountsWholeFolder();
      default -> !copy.isAside();
    };
  }

  /// What is mounted as the folder of sessions holds them itself, and not in a folder below.
  private void liftSessions(Path session) {
    var nested = session.resolve("sessions");
    for (var from : Checkout.entries(nested)) {
      admission.requireOurs(from);
      var to = session.resolve(from.getFileName());
      if (!Checkout.isThere(to)) {
        move(from, to);
      }
    }
  }

  private void move(Path from, Path to) {
    moved.put(shown(to), shown(from));
    add(
        from,
        "moved to " + shown(to),
        disk -> {
          checkout.requireFoldersAbove(to);
          disk.move(from, to);
        });
  }

  private void protectAll(boolean hasLogin) {
    if (!checkout.mountsWholeFolder()) {
      protect(new Wanted(checkout.credentials(), Admission.ALL, 0), "for its owner alone");
    }
    if (Checkout.isThere(checkout.config())) {
      protect(
          new Wanted(checkout.config(), AccessList.READ, AccessList.READ),
          "read-only, also for the container");
    }
    protect(
        new Wanted(checkout.tokens(), Admission.ALL, Admission.ALL),
        "for its owner and the container");
    if (hasLogin) {
      protect(
          new Wanted(checkout.active(), Admission.READ_WRITE, Admission.READ_WRITE),
          "for its owner and the container");
    }
    checkout.sessionFolders().forEach(this::protectSession);
  }

  private void protect(Wanted wanted, String what) {
    if (made.contains(wanted.path()) || !admission.isMet(wanted)) {
      note(wanted.path());
      add(
          wanted.path(),
          what + " (user %d)".formatted(admission.container()),
          disk -> disk.protect(wanted.path(), admission.protection(wanted)));
    }
  }

  private void protectSession(Path session) {
    var wanted = inside(session).stream().map(IsolationPlan::wantedOfSession).toList();
    var unmet = wanted.stream().filter(one -> !admission.isMet(one)).toList();
    if (unmet.isEmpty() && moved.keySet().stream().noneMatch(to -> to.startsWith(shown(session)))) {
      return;
    }
    unmet.forEach(one -> note(one.path()));
    add(
        session,
        "for its owner and the container (user %d)".formatted(admission.container()),
        disk ->
            inside(session).stream()
                .map(IsolationPlan::wantedOfSession)
                .filter(one -> !admission.isMet(one))
                .forEach(one -> disk.protect(one.path(), admission.protection(one))));
  }

  private static Wanted wantedOfSession(Path path) {
    int may = Checkout.isFolder(path) ? Admission.ALL : Admission.READ_WRITE;
    return new Wanted(path, may, may);
  }

  private static List<Path> inside(Path folder) {
    try (var all = Files.walk(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw Checkout.unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw Checkout.unreadable(folder, e);
    }
  }

  private void note(Path path) {
    if (Checkout.isThere(path)) {
      admission.requireOurs(path);
      protections.putIfAbsent(shown(path), Admission.of(path));
    }
  }

  private Step remember() {
    var now =
        new Ledger(
            admission.container(),
            Checkout.isThere(checkout.tokens()),
            copies.find(Copies.ACTIVE).isPresent(),
            protections,
            moved);
    var ledger = Ledger.of(checkout).map(before -> before.with(now)).orElse(now);
    return admission.step(
        checkout,
        checkout.record(),
        "what was there before, for --undo",
        disk -> disk.write(checkout.record(), ledger.bytes()));
  }

  private void add(Path path, String what, Consumer<Disk> deed) {
    steps.add(admission.step(checkout, path, what, deed));
  }

  private String shown(Path path) {
    return checkout.shown(path);
  }

  /// What the person should know besides.
  List<String> warnings() {
    var warnings = new ArrayList<String>();
    if (copies.inUse().isEmpty()) {
      warnings.add("There is no login with a refresh token: log in with `kimi login`.");
    }
    if (checkout.mountsWholeFolder()) {
      warnings.add(
          "src/container-runner.ts still mounts the whole of data/credentials: take NanoKimi's branch fix/isolated-oauth-token, then run this again.");
    }
    if (copies.find(Copies.OWN).filter(Copy::hasRefresh).isPresent()) {
      warnings.add(
          "%s holds a login of its own or the same: of one login, whoever refreshes first ends it for the others. `cloakroom migrate nanokimi` ends that."
              .formatted(checkout.shown(checkout.own())));
    }
    if (Checkout.isFolder(checkout.groups().resolve("main"))) {
      warnings.add(
          "The group main has the whole checkout mounted, this login too: isolation holds for the other groups.");
    }
    return warnings;
  }
}
