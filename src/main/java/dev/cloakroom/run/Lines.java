package dev.cloakroom.run;

import dev.cloakroom.credential.Redactor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// Makes lines that people can look at of the bytes of one stream: without secrets, without control
/// characters, none longer than 8 KiB.
///
/// Bytes wait until their line ends, or until it is so long that no secret can begin before the cut
/// and be unknown: so it does not matter how a secret is split over writes. Used by one thread at a
/// time.
final class Lines {
  static final int LONGEST = 8 << 10;

  private final Redactor redactor;
  private final Consumer<String> to;
  private byte[] waiting = new byte[256];
  private int length;

  Lines(Redactor redactor, Consumer<String> to) {
    this.redactor = redactor;
    this.to = to;
  }

  void feed(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        endLine();
      } else {
        add(bytes[i]);
      }
    }
  }

  /// The stream has ended, maybe in the middle of a line, and that in the middle of a secret.
  void end() {
    if (length > 0) {
      while (length > LONGEST) {
        emit(boundaryBefore(LONGEST), true);
      }
      emit(length, true);
    }
    Arrays.fill(waiting, (byte) 0);
  }

  private void add(byte one) {
    if (length == waiting.length) {
      grow();
    }
    waiting[length++] = one;
    if (length > LONGEST && length > LONGEST + redactor.longest()) {
      emit(boundaryBefore(LONGEST), false);
    }
  }

  private void grow() {
    var before = waiting;
    waiting = Arrays.copyOf(before, before.length * 2);
    Arrays.fill(before, (byte) 0);
  }

  private void endLine() {
    if (length > 0 && waiting[length - 1] == '\r') {
      length--;
    }
    while (length > LONGEST) {
      emit(boundaryBefore(LONGEST), false);
    }
    emit(length, false);
  }

  /// Where the last whole character before `at` ends.
  private int boundaryBefore(int at) {
    int boundary = at;
    while (boundary > at - 4 && (waiting[boundary] & 0xc0) == 0x80) {
      boundary--;
    }
    return boundary;
  }

  private void emit(int until, boolean cut) {
    var clean = new ByteArrayOutputStream(until);
    int end = redactor.copy(waiting, until, length, cut, clean);
    System.arraycopy(waiting, end, waiting, 0, length - end);
    length -= end;
    to.accept(visible(clean.toString(StandardCharsets.UTF_8)));
  }

  /// The text with signs for what would move a cursor or turn the writing.
  static String visible(String text) {
    var visible = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      visible.append(visible(text.charAt(i)));
    }
    return visible.toString();
  }

  private static char visible(char one) {
    if (one < 0x20) {
      return one == '\t' ? one : (char) (0x2400 + one); // the Unicode block of pictures for them
    }
    boolean turnsOrBreaks =
        (one >= 0x202a && one <= 0x202e)
            || (one >= 0x2066 && one <= 0x2069)
            || one == 0x2028
            || one == 0x2029;
    if (one == 0x7f) {
      return '\u2421';
    }
    return (one >= 0x80 && one < 0xa0) || turnsOrBreaks ? '\ufffd' : one;
  }
}
