package dev.cloakroom.cli;

import java.util.ArrayList;
import java.util.List;

/// Rows of cells under a header, in aligned columns. Cells are cleaned of control characters.
public final class Table {
  private static final String GAP = "  ";
  private static final String BOLD = "\u001b[1m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private final List<Row> rows = new ArrayList<>();
  private final int[] widths;

  /// An empty table under `header`.
  public Table(String... header) {
    widths = new int[header.length];
    add(BOLD, header);
  }

  /// Adds a row.
  public Table row(String... cells) {
    return add("", cells);
  }

  /// Adds a row that a person should look at.
  public Table alarm(String... cells) {
    return add(YELLOW, cells);
  }

  /// Prints it, in colours where they are wanted.
  public void print(Terminal terminal) {
    for (var row : rows) {
      var line = line(row);
      boolean painted = terminal.paints() && !row.colour.isEmpty();
      terminal.out().println(painted ? row.colour + line + PLAIN : line);
    }
  }

  private Table add(String colour, String... cells) {
    var clean = new ArrayList<String>(cells.length);
    for (int i = 0; i < cells.length; i++) {
      var cell = cells[i].isEmpty() ? "-" : Terminal.clean(cells[i]);
      clean.add(cell);
      widths[i] = Math.max(widths[i], width(cell));
    }
    rows.add(new Row(colour, clean));
    return this;
  }

  private String line(Row row) {
    var line = new StringBuilder();
    for (int i = 0; i < row.cells.size(); i++) {
      var cell = row.cells.get(i);
      line.append(cell);
      if (i < row.cells.size() - 1) {
        line.repeat(' ', widths[i] - width(cell)).append(GAP);
      }
    }
    return line.toString();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private record Row(String colour, List<String> cells) {}
}
