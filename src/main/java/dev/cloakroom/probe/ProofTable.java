package dev.cloakroom.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Findings as an aligned table of text: tried, expected, found, ok. A finding that differs is
/// marked `DIFFERS`.
public final class ProofTable {
  private static final String GAP = "  ";

  private ProofTable() {}

  /// The table, each line ended.
  public static String render(List<Finding> findings) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("tried", "expected", "found", "ok"));
    findings.forEach(finding -> rows.add(row(finding)));
    var widths =
        IntStream.range(0, 4)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    var table = new StringBuilder();
    rows.forEach(row -> table.append(line(row, widths)).append('\n'));
    return table.toString();
  }

  private static List<String> row(Finding finding) {
    var expected =
        switch (finding.attempt().expected()) {
          case POSSIBLE -> "yes";
          case IMPOSSIBLE -> "no";
        };
    return List.of(
        finding.attempt().what(),
        expected,
        found(finding.found()),
        finding.asExpected() ? "ok" : "DIFFERS");
  }

  private static String found(Outcome outcome) {
    var answer =
        switch (outcome.answer()) {
          case YES -> "yes";
          case NO -> "no";
          case COULD_NOT_TRY -> "not tried";
        };
    return outcome.detail().isBlank() ? answer : answer + " (" + outcome.detail() + ")";
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (var column = 0; column < widths.length; column++) {
      var cell = row.get(column);
      line.append(cell).repeat(' ', widths[column] - cell.length()).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
