package dev.cloakroom.boot;

import dev.cloakroom.cli.Table;
import dev.cloakroom.cli.Terminal;
import dev.cloakroom.nanokimi.Checkout;
import dev.cloakroom.nanokimi.ContainerUser;
import dev.cloakroom.nanokimi.Isolation;
import dev.cloakroom.nanokimi.Isolation.Outcome;
import dev.cloakroom.nanokimi.Occupants;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.HostUser;
import dev.cloakroom.wire.ChangeView;
import dev.cloakroom.wire.ComparedView;
import dev.cloakroom.wire.IsolationView;
import dev.cloakroom.wire.Wire;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cloakroom setup isolation`: keeps the login of a NanoKimi checkout apart. It needs no host.
@Command(
    name = "setup",
    description =
        "Keep the login of a NanoKimi checkout apart from its other credentials: setup isolation DIR.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom setup isolation ~/nanokimi --dry-run",
      "  cloakroom setup isolation ~/nanokimi",
      "  cloakroom setup isolation ~/nanokimi --undo",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is isolated, and was read back",
      "1:it could not be done",
      "2:that is no NanoKimi checkout",
      "6:refused: still in use, which login is the newest can't be told, a link, or somebody else's file",
    })
final class SetupCommand implements Callable<Integer> {
  private final Machine machine;
  private final Terminal terminal;
  private final Clock clock;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Parameters(index = "0", paramLabel = "isolation", description = "What to set up.")
  private String what;

  @Parameters(index = "1", paramLabel = "DIR", description = "The checkout.")
  private Path folder;

  @Option(names = "--undo", description = "Bring the older layout back, with the newest login.")
  private boolean undo;

  @Option(names = "--dry-run", description = "Tell what would be changed, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--take",
      paramLabel = "COPY",
      description =
          "Which login is the newest, where that can't be told: oauth-token, credentials or host.")
  private @Nullable String take;

  @Option(
      names = "--container-uid",
      paramLabel = "UID",
      description = "Who the container's user is on this machine (usual: worked out).")
  private @Nullable Integer container;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "Whom to ask for it: docker (the usual), podman or podman-keep-id.")
  private @Nullable String engine;

  @Option(names = "--json", description = "Print JSON on standard output.")
  private boolean json;

  SetupCommand(Machine machine, Terminal terminal, Clock clock) {
    this.machine = machine;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (!what.equals("isolation")) {
      throw new Problem(Kind.USAGE, "bad-choice", "setup has one thing to set up: isolation DIR");
    }
    Logs.off();
    var checkout = Checkout.at(folder.toAbsolutePath(), machine.home());
    int me = HostUser.current().uid();
    var isolation = new Isolation(checkout, containerOf(checkout, me), me, clock);
    var occupants = new Occupants(machine.engines(), clock);
    if (!dryRun) {
      occupants.requireNobody(checkout);
    }
    var done = undo ? isolation.undo(take, dryRun) : isolation.apply(take, dryRun);
    var warnings = new ArrayList<>(done.warnings());
    occupants
        .of(checkout)
        .forEach(one -> warnings.add("Still in use: " + one + ". Stop it first."));
    var view = view(checkout, done, warnings);
    if (json) {
      terminal.out().println(Wire.json(view));
    } else {
      print(view);
    }
    return 0;
  }

  private int containerOf(Checkout checkout, int me) {
    if (container != null) {
      if (container <= 0) {
        throw new Problem(
            Kind.USAGE, "bad-number", "--container-uid is the number of a user, from 1 on.");
      }
      return container;
    }
    var known = Isolation.containerOf(checkout);
    if (known.isPresent() && (undo || engine == null)) {
      return known.getAsInt();
    }
    if (undo) {
      return me; // nothing was changed, and nothing will be
    }
    int owner = me == 0 ? checkout.owner() : me;
    return new ContainerUser(machine.engines(), Path.of("/")).find(owner, engine);
  }

  private IsolationView view(Checkout checkout, Outcome done, List<String> warnings) {
    return new IsolationView(
        checkout.folder().toString(),
        dryRun,
        done.changes().stream()
            .map(change -> new ChangeView(change.where(), change.what()))
            .toList(),
        warnings,
        done.compared().stream()
            .map(row -> new ComparedView(row.aspect(), row.before(), row.after()))
            .toList());
  }

  private void print(IsolationView view) {
    var out = terminal.out();
    if (view.changes().isEmpty()) {
      out.println("Nothing to do.");
    } else {
      var table = new Table("PATH", dryRun ? "WOULD BE" : "IS NOW");
      view.changes().forEach(change -> table.row(change.what(), change.change()));
      table.print(terminal);
    }
    if (!view.compared().isEmpty()) {
      out.println();
      var table = new Table("ASPECT", "BEFORE", "AFTER");
      view.compared().forEach(row -> table.row(row.aspect(), row.before(), row.after()));
      table.print(terminal);
    }
    for (var warning : view.warnings()) {
      terminal.err().println("cloakroom: " + warning);
    }
    terminal.err().flush();
  }
}
