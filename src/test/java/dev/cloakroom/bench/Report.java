package dev.cloakroom.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a bench prints: its figures as a table, or as JSON.
final class Report {
  private final List<String> heads;
  private final List<Figure> figures = new ArrayList<>();

  /// A report whose columns for tails and for the other side have these names.
  Report(String tail, String beside) {
    heads = List.of("", "measured", tail, beside, "ratio", "target", "reached");
  }

  void add(Figure figure) {
    figures.add(figure);
  }

  void print(boolean json) {
    System.out.print(json ? json() : table());
    System.out.flush();
  }

  private String table() {
    var rows = new ArrayList<List<String>>();
    rows.add(heads);
    figures.forEach(figure -> rows.add(cells(figure)));
    var text = new StringBuilder();
    for (var row : rows) {
      for (int column = 0; column < row.size(); column++) {
        text.append(padded(row.get(column), width(rows, column), column == 0));
      }
      text.append(System.lineSeparator());
    }
    return text.toString().replaceAll("(?m) +$", "");
  }

  private static List<String> cells(Figure figure) {
    var reached = figure.reached();
    var ratio = figure.ratio();
    return List.of(
        figure.what() + ", " + figure.unit(),
        Figure.number(figure.value()),
        number(figure.tail()),
        number(figure.beside()),
        ratio == null ? "" : Figure.number(ratio) + "x",
        figure.target() == null ? "" : figure.target().toString(),
        reached == null ? "" : reached ? "yes" : "NO");
  }

  private static String number(@Nullable Double value) {
    return value == null ? "" : Figure.number(value);
  }

  /// Nothing for a column that is empty in all rows.
  private static int width(List<List<String>> rows, int column) {
    boolean empty = rows.stream().skip(1).allMatch(row -> row.get(column).isEmpty());
    return empty && column > 0
        ? 0
        : rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String padded(String cell, int width, boolean left) {
    if (width == 0) {
      return "";
    }
    var gap = " ".repeat(width - cell.length());
    return left ? cell + gap : "  " + gap + cell;
  }

  private String json() {
    return figures.stream().map(Report::json).collect(Collectors.joining(",\n ", "[", "]\n"));
  }

  private static String json(Figure figure) {
    var fields = new StringJoiner(", ", "{", "}");
    fields.add("\"what\": \"" + figure.what() + "\"");
    fields.add("\"unit\": \"" + figure.unit() + "\"");
    fields.add("\"measured\": " + figure.value());
    fields.add("\"tail\": " + figure.tail());
    fields.add("\"beside\": " + figure.beside());
    fields.add("\"ratio\": " + figure.ratio());
    fields.add("\"target\": " + (figure.target() == null ? null : "\"" + figure.target() + "\""));
    fields.add("\"reached\": " + figure.reached());
    return fields.toString();
  }
}
