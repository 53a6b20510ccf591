package dev.cloakroom.nanokimi;

import dev.cloakroom.nanokimi.Comparison.Row;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Keeps the login of a NanoKimi checkout apart from its other credentials, as NanoKimi's own
/// script meant to, and undoes that again.
///
/// What is to be done is computed from what is there, so a second run finds nothing to do, and one
/// after a crash does the rest. Each step leaves the newest login in at least one place, and no
/// other login is lost: it is kept aside. Nobody else may change the checkout meanwhile.
public final class Isolation {
  private final Checkout checkout;
  private final Admission admission;
  private final Clock clock;
  private final Disk disk;

  /// The isolation of one checkout.
  ///
  /// @param container who the container's user is on this machine, by number
  /// @param me who runs this
  public Isolation(Checkout checkout, int container, int me, Clock clock) {
    this(checkout, container, me, clock, disk(checkout, me));
  }

  Isolation(Checkout checkout, int container, int me, Clock clock, Disk disk) {
    this.checkout = checkout;
    this.admission = new Admission(Admission.ownerOf(checkout.folder()), container, me);
    this.clock = clock;
    this.disk = disk;
  }

  private static Disk disk(Checkout checkout, int me) {
    int owner = Admission.ownerOf(checkout.folder());
    return new RealDisk(me == 0 && owner != 0 ? OptionalInt.of(owner) : OptionalInt.empty());
  }

  /// One change that was made, or would be.
  public record Change(String where, String what) {}

  /// What came of it.
  ///
  /// @param changes what was changed; nothing when all was as it shall be
  /// @param warnings what the person should know
  /// @param compared what containers reach, before and after
  public record Outcome(List<Change> changes, List<String> warnings, List<Row> compared) {
    public Outcome {
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
      compared = List.copyOf(compared);
    }
  }

  /// The container's user that a ledger names; empty when nothing was changed there.
  public static OptionalInt containerOf(Checkout checkout) {
    return Ledger.of(checkout)
        .map(ledger -> OptionalInt.of(ledger.container()))
        .orElse(OptionalInt.empty());
  }

  /// Isolates the login.
  ///
  /// @param take the copy that the person says is the newest; null when that is to be found out
  /// @param dryRun whether to tell only what would be changed
  /// @throws Problem when it can't be done; nothing was changed then, unless the disk failed
  public Outcome apply(@Nullable String take, boolean dryRun) {
    var copies = Copies.of(checkout, clock.instant());
    var plan = new IsolationPlan(checkout, admission, copies);
    var steps = plan.steps(take);
    if (!dryRun) {
      steps.forEach(step -> step.deed().accept(disk));
      requireDone();
    }
    var layout = Layout.ordinary(checkout);
    var rows = Comparison.of(checkout, List.of(), layout.before(), layout.after());
    return new Outcome(changes(steps), plan.warnings(), rows);
  }

  /// Reads everything back.
  private void requireDone() {
    var plan = new IsolationPlan(checkout, admission, Copies.of(checkout, clock.instant()));
    var left = plan.steps(Copies.ACTIVE);
    if (!left.isEmpty()) {
      throw new Problem(
          Kind.FAILED,
          "isolation-unverified",
          "%s is not as it was made: somebody uses the checkout, or its file system does not keep access lists. Stop NanoKimi, and run this again."
              .formatted(checkout.folder().resolve(left.getFirst().where())));
    }
  }

  /// Brings the older layout back, with the newest login.
  ///
  /// @throws Problem as for [#apply]
  public Outcome undo(@Nullable String take, boolean dryRun) {
    var ledger = Ledger.of(checkout);
    var steps = new ArrayList<Step>();
    if (ledger.isPresent()) {
      var copies = Copies.of(checkout, clock.instant());
      steps.addAll(new Undoing(checkout, admission, copies, ledger.get()).steps(take));
    }
    if (!dryRun) {
      steps.forEach(step -> step.deed().accept(disk));
    }
    var layout = Layout.ordinary(checkout);
    var rows = Comparison.of(checkout, List.of(), layout.after(), layout.before());
    return new Outcome(changes(steps), List.of(), steps.isEmpty() ? List.of() : rows);
  }

  private static List<Change> changes(List<Step> steps) {
    return steps.stream().map(step -> new Change(step.where(), step.what())).toList();
  }
}
