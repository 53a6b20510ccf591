package dev.cloakroom.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrPictureTest {
  private static final String ADDRESS = "https://example.test/device?user_code=WDJB-MJHT";
  private static final int MARGIN_MORE = 2; // that SVG has on each side, and the terminal has not
  private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\3z");

  private final QrPicture picture = QrPicture.of(ADDRESS).orElseThrow();

  @Test
  void hasAFinderInThreeOfItsCorners() {
    var rows = darkBySvg();
    int last = picture.side() - 4 - 7;

    assertThat(finder(rows, 4, 4)).isEqualTo(FINDER);
    assertThat(finder(rows, last, 4)).isEqualTo(FINDER);
    assertThat(finder(rows, 4, last)).isEqualTo(FINDER);
    assertThat(finder(rows, last, last)).isNotEqualTo(FINDER);
  }

  @Test
  void keepsAMarginOfFourSquares() {
    var rows = darkBySvg();

    assertThat(rows.subList(0, 4)).allMatch(row -> row.isBlank());
    assertThat(rows.subList(rows.size() - 4, rows.size())).allMatch(row -> row.isBlank());
    assertThat(rows).allMatch(row -> row.startsWith("    ") && row.endsWith("    "));
  }

  @Test
  void showsTheSamePictureInATerminal() {
    var lines = picture.lines();

    var terminal = new ArrayList<String>();
    for (var line : lines) {
      terminal.add(line.replaceAll("[█▀]", "·").replaceAll("[ ▄]", "#").replace('·', ' '));
      terminal.add(line.replaceAll("[█▄]", "·").replaceAll("[ ▀]", "#").replace('·', ' '));
    }

    assertThat(terminal.subList(0, picture.side() - 2 * MARGIN_MORE)).isEqualTo(inner(darkBySvg()));
    assertThat(lines).allMatch(line -> line.length() == picture.side() - 2 * MARGIN_MORE);
  }

  @Test
  void differsForEachText() {
    assertThat(QrPicture.of(ADDRESS + "2").orElseThrow().path()).isNotEqualTo(picture.path());
  }

  @Test
  void doesWithoutForATextThatFitsNone() {
    assertThat(QrPicture.of("x".repeat(3_000))).isEmpty();
  }

  private static final List<String> FINDER =
      List.of("#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######");

  private static List<String> finder(List<String> rows, int x, int y) {
    return rows.subList(y, y + 7).stream().map(row -> row.substring(x, x + 7)).toList();
  }

  private static List<String> inner(List<String> rows) {
    return rows.subList(MARGIN_MORE, rows.size() - MARGIN_MORE).stream()
        .map(row -> row.substring(MARGIN_MORE, row.length() - MARGIN_MORE))
        .toList();
  }

  /// The picture that the path draws: `#` for dark.
  private List<String> darkBySvg() {
    var rows = new ArrayList<StringBuilder>();
    for (int y = 0; y < picture.side(); y++) {
      rows.add(new StringBuilder(" ".repeat(picture.side())));
    }
    var runs = RUN.matcher(picture.path());
    while (runs.find()) {
      int x = Integer.parseInt(runs.group(1));
      int width = Integer.parseInt(runs.group(3));
      rows.get(Integer.parseInt(runs.group(2))).replace(x, x + width, "#".repeat(width));
    }
    return rows.stream().map(StringBuilder::toString).toList();
  }
}
