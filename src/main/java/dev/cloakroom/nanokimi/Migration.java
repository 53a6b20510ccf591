package dev.cloakroom.nanokimi;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.source.Imports;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.vault.Intake;
import dev.cloakroom.vault.Keepsakes;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.Grants;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Brings NanoKimi checkouts over into this home: the account, the groups, their sessions.
///
/// The login goes over in this order: sealed into the home, taken out of every copy of the
/// checkout, into the vault. A crash between any two leaves it sealed, and nobody but this home has
/// it; running the same again does the rest.
public final class Migration {
  private static final String PROVIDER = "kimi-code";

  private final Rooms rooms;
  private final Disk disk;
  private final Supplier<Allowance> allowance;
  private final ReentrantLock turn = new ReentrantLock();

  /// What it needs of the host.
  ///
  /// @param home the data folder of the host
  /// @param person the home folder of the person
  /// @param tool Kimi as a tool
  public record Rooms(
      Path home,
      Path person,
      EngineSearch engines,
      Imports imports,
      Intake intake,
      Keepsakes keepsakes,
      Grants grants,
      Audit audit,
      Dialect tool,
      Clock clock) {
    private Occupants occupants(long asking) {
      return new Occupants(engines, Path.of("/"), asking, clock);
    }
  }

  /// A migration into those rooms.
  public Migration(Rooms rooms) {
    this(rooms, new OriginDisk(), Allowance::new);
  }

  Migration(Rooms rooms, Disk disk, Supplier<Allowance> allowance) {
    this.rooms = rooms;
    this.disk = disk;
    this.allowance = allowance;
  }

  /// What the person asks for.
  ///
  /// @param folder the checkout
  /// @param account what its login becomes
  /// @param dryRun whether to tell only what would be done
  /// @param leaveOrigin whether the checkout keeps its refresh token
  /// @param asking the process that asks
  public record Wish(
      Path folder, AccountId account, boolean dryRun, boolean leaveOrigin, long asking) {
    /// A wish for the account of that name.
    public Wish(Path folder, String name, boolean dryRun, boolean leaveOrigin, long asking) {
      this(folder, new AccountId(PROVIDER, name), dryRun, leaveOrigin, asking);
    }
  }

  /// One thing that was done, or would be.
  public record Done(String what, String outcome) {}

  /// Brings a checkout over. One is brought over after the other.
  ///
  /// @throws Problem why not
  public List<Done> run(Wish wish) {
    turn.lock();
    try {
      return runInTurn(wish);
    } finally {
      turn.unlock();
    }
  }

  private List<Done> runInTurn(Wish wish) {
    var checkout = Checkout.at(wish.folder(), rooms.person());
    rooms.occupants(wish.asking()).requireNobody(checkout);
    var move = new Move(checkout, wish);
    if (!wish.dryRun()) {
      move.perform();
    }
    return move.done();
  }

  /// One run.
  private final class Move {
    private final Checkout checkout;
    private final Wish wish;
    private final Path file;
    private final Keepsake before;
    private final Copies copies;
    private final Optional<Copy> newest;
    private final GroupMove groups;
    private final List<Done> done = new ArrayList<>();

    /// Looks at everything, and changes nothing.
    Move(Checkout checkout, Wish wish) {
      this.checkout = checkout;
      this.wish = wish;
      this.file = Keepsake.file(rooms.home(), checkout.folder());
      this.before =
          Keepsake.at(file).orElse(new Keepsake(wish.account(), checkout.folder(), List.of()));
      requireSameAccount();
      this.copies = Copies.of(checkout, rooms.clock().instant());
      this.newest = copies.with(before.waiting(rooms.keepsakes(), file, now())).newest();
      newest.filter(copy -> !isHere(copy)).ifPresent(this::consider);
      requireNewAccount();
      if (newest.isEmpty() && before.copies().isEmpty()) {
        throw noLogin();
      }
      this.groups = GroupMove.of(checkout, rooms.home(), allowance.get(), disk);
      tell();
    }

    private Instant now() {
      return rooms.clock().instant();
    }

    private void requireSameAccount() {
      if (!before.account().equals(wish.account())) {
        throw new Problem(
            Kind.REFUSED,
            "migrated-before",
            "%s was brought over as %s: say --as %s to go on. Nothing was changed."
                .formatted(checkout.folder(), before.account(), before.account().name()));
      }
    }

    /// The account of a checkout that was never brought over is new: one that is here already might
    /// not take the login, once the checkout has lost it.
    private void requireNewAccount() {
      if (Keepsake.at(file).isEmpty() && rooms.intake().has(wish.account())) {
        throw new Problem(
            Kind.REFUSED,
            "account-taken",
            "%s is here already, and not from %s: name another with --as, or disconnect it first. Nothing was changed."
                .formatted(wish.account(), checkout.folder()));
      }
    }

    private Problem noLogin() {
      return new Problem(
          Kind.USAGE,
          "no-login",
          "%s has no login with a refresh token: log in with `kimi login`, or connect the account with `cloakroom connect %s`. Nothing was changed."
              .formatted(checkout.folder(), PROVIDER));
    }

    private boolean isHere(Copy copy) {
      return copy.refresh() != null && rooms.intake().hasHeld(wish.account(), copy.refresh());
    }

    private void consider(Copy copy) {
      rooms.imports().consider(wish.account(), copy.text(), source());
    }

    private String source() {
      return "nanokimi " + checkout.folder();
    }

    private void tell() {
      newest.ifPresentOrElse(
          copy ->
              tell(
                  "the login in " + copy.word(),
                  isHere(copy) ? "is in the vault already" : "becomes " + wish.account()),
          () -> tell("the login", "is in the vault already"));
      for (var copy : copies.live()) {
        tell(
            checkout.shown(copy.path()),
            wish.leaveOrigin()
                ? "keeps its refresh token: whoever refreshes first ends the other"
                : "loses its refresh token; a sealed copy is in the home");
      }
      groups.tell().forEach(done::add);
    }

    private void tell(String what, String outcome) {
      done.add(new Done(what, outcome));
    }

    List<Done> done() {
      return List.copyOf(done);
    }

    void perform() {
      groups.bringOver().forEach(done::add);
      DurableFile.privateFolder(Keepsake.folder(rooms.home()));
      if (wish.leaveOrigin()) {
        disk.write(file, before.bytes());
      } else {
        neutralise(keep());
      }
      newest.filter(copy -> !isHere(copy)).ifPresent(this::take);
      groups.workloads().forEach(this::grant);
      rooms
          .audit()
          .record(
              new Entry(
                  "migrated",
                  wish.account(),
                  Generation.NONE,
                  "host",
                  "%s, %d groups, origin %s"
                      .formatted(
                          source(),
                          groups.workloads().size(),
                          wish.leaveOrigin() ? "left as it is" : "without refresh token")));
      if (!wish.leaveOrigin()) {
        Keepsake.at(file).ifPresent(kept -> disk.write(file, kept.taken().bytes()));
      }
    }

    /// Seals what the checkout has into the home.
    private Keepsake keep() {
      var live = copies.live();
      if (live.isEmpty()) {
        return before;
      }
      var missing =
          live.stream()
              .filter(copy -> !before.holds(copy.text(), rooms.keepsakes(), file, now()))
              .toList();
      var kept = before.with(missing, rooms.keepsakes());
      disk.write(file, kept.bytes());
      return kept;
    }

    /// Takes the refresh token out of each copy that was sealed, and was not changed since.
    private void neutralise(Keepsake kept) {
      for (var copy : copies.live()) {
        copies.requireStill(copy.path());
        if (!kept.holds(copy.text(), rooms.keepsakes(), file, now())) {
          throw new IllegalStateException("a copy of the login was not sealed");
        }
        write(copy.path(), copy.neutralised());
      }
      if (!Copies.of(checkout, now()).live().isEmpty()) {
        throw new Problem(
            Kind.FAILED,
            "copy-changed",
            "%s was just changed by somebody else, and is left as it is: stop NanoKimi, and run this again."
                .formatted(checkout.folder()));
      }
    }

    private void write(Path copy, Secret text) {
      text.use(bytes -> {
        disk.write(copy, bytes);
        return true;
      });
    }

    private void take(Copy copy) {
      rooms.imports().take(wish.account(), copy.text(), source());
    }

    private void grant(String workload) {
      var form = new Form(Form.modeOf(rooms.tool(), null), rooms.tool().name(), null);
      var grant = new Grant(workload, wish.account(), rooms.tool().name(), Scopes.NONE, form);
      if (!rooms.grants().of(workload).contains(grant)) {
        rooms.grants().grant(grant);
      }
      tell("the workload " + workload, "may use " + wish.account());
    }
  }
}
