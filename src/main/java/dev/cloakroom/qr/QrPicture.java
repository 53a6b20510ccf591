package dev.cloakroom.qr;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A text as a QR code (ISO/IEC 18004), to be drawn on a page or in a terminal. Immutable.
public final class QrPicture {
  private static final int QUIET = 4; // what the standard wants around it
  private static final int QUIET_IN_TERMINAL = 2; // enough for cameras, and narrower

  private final QrCode code;

  private QrPicture(QrCode code) {
    this.code = code;
  }

  /// The picture of a text; empty when that is too long for one.
  public static Optional<QrPicture> of(String text) {
    try {
      return Optional.of(new QrPicture(QrCode.encodeText(text, QrCode.Ecc.LOW)));
    } catch (DataTooLongException _) {
      return Optional.empty();
    }
  }

  /// How many squares it is wide and high as SVG, with the margin.
  public int side() {
    return code.size + 2 * QUIET;
  }

  /// The dark squares as the data of an SVG path, each one unit wide.
  public String path() {
    var path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        int from = x;
        while (code.getModule(x, y)) {
          x++;
        }
        if (x > from) {
          int width = x - from;
          path.append("M%d %dh%dv1h-%dz".formatted(from + QUIET, y + QUIET, width, width));
        }
      }
    }
    return path.toString();
  }

  /// The picture in half blocks, two squares high each, to be shown in light letters on a dark
  /// ground: letters stand for the light squares.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (int y = -QUIET_IN_TERMINAL; y < code.size + QUIET_IN_TERMINAL; y += 2) {
      var line = new StringBuilder();
      for (int x = -QUIET_IN_TERMINAL; x < code.size + QUIET_IN_TERMINAL; x++) {
        line.append(letter(code.getModule(x, y), code.getModule(x, y + 1)));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static char letter(boolean upperIsDark, boolean lowerIsDark) {
    if (upperIsDark) {
      return lowerIsDark ? ' ' : '▄';
    }
    return lowerIsDark ? '▀' : '█';
  }
}
