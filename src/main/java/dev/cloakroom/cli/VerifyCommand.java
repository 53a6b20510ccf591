package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.CompareRequest;
import dev.cloakroom.wire.ComparisonView;
import dev.cloakroom.wire.FindingView;
import dev.cloakroom.wire.VerifyEvent;
import dev.cloakroom.wire.VerifyView;
import dev.cloakroom.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `verify`: tries from inside a run what it must not be able to do.
@Command(
    name = "verify",
    description =
        "Try from inside a run of that very plan what it must not be able to do, and show what was found.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom verify family",
      "  cloakroom verify --sandbox docker --network socket-only --for codex",
      "  cloakroom verify --without read-only-root",
      "  cloakroom verify --compare nanokimi:checkouts/nanokimi",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is as it should be",
      "1:something differs, or could not be tried",
    })
final class VerifyCommand extends HostCommand {
  @Parameters(
      paramLabel = "WORKLOAD",
      arity = "0..1",
      description = "The workload whose run is tried (usual: one of its own).")
  private @Nullable String workload;

  @Option(
      names = "--compare",
      paramLabel = "LAYOUT",
      description = {
        "Start nothing, and show what a change of a foreign layout does for its credentials:",
        "nanokimi:DIR.",
      })
  private @Nullable String compare;

  @Mixin private final RunOptions options = new RunOptions();

  private final List<FindingView> findings = new ArrayList<>();
  private @Nullable VerifyEvent end;

  VerifyCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    if (compare != null) {
      return compare(compare);
    }
    var request = options.request(workload, List.of(), RunOptions.Bounds.USUAL, around.folder());
    host().stream("POST", "/v1/verify", Wire.json(request), this::take);
    requireWhole();
    boolean ok = findings.stream().allMatch(FindingView::ok);
    if (json) {
      out().println(Wire.json(new VerifyView(ok, findings)));
    } else {
      print();
    }
    return ok ? 0 : 1;
  }

  private int compare(String layout) {
    int colon = layout.indexOf(':');
    if (colon < 1 || workload != null) {
      throw new Problem(
          Kind.USAGE, "bad-layout", "--compare takes nanokimi:DIR, and no workload beside it");
    }
    var folder = around.folder().resolve(layout.substring(colon + 1)).normalize();
    var request = new CompareRequest(layout.substring(0, colon), folder.toString());
    var body = host().post("/v1/compare", Wire.json(request)).body();
    var rows = readList(ComparisonView.class, body);
    if (json) {
      out().println(body);
    } else {
      var table = new Table("ASPECT", "BEFORE", "AFTER");
      rows.forEach(row -> table.row(row.aspect(), row.before(), row.after()));
      table.print(terminal());
    }
    return 0;
  }

  private void take(String line) {
    var event = read(VerifyEvent.class, line);
    switch (event.type()) {
      case "finding" -> findings.add(Objects.requireNonNull(event.finding()));
      case "notice" -> terminal().say(Objects.requireNonNullElse(event.text(), ""));
      case "ended" -> end = event;
      default -> {
        // a newer host tells more than we know
      }
    }
  }

  private void requireWhole() {
    var ended = end;
    if (ended == null) {
      throw new Problem(
          Kind.HOST_DOWN, "host-gone", "the host stopped before all was tried: look at its log");
    }
    if (ended.reason() != null) {
      throw new Problem(
          Kind.FAILED, ended.reason(), Objects.requireNonNullElse(ended.text(), "it failed"));
    }
  }

  private void print() {
    var table = new Table("TRIED", "EXPECTED", "FOUND", "OK");
    for (var finding : findings) {
      var expected = finding.expected() ? "yes" : "no";
      if (finding.ok()) {
        table.row(finding.tried(), expected, finding.found(), "ok");
      } else {
        table.alarm(finding.tried(), expected, finding.found(), "DIFFERS");
      }
    }
    table.print(terminal());
    long differing = findings.stream().filter(finding -> !finding.ok()).count();
    out().println();
    out().println("%d tried, %d differ".formatted(findings.size(), differing));
  }
}
