package dev.cloakroom.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Redactor;
import dev.cloakroom.credential.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
  private static final String TOKEN = "ya29.a0AfB_byC-1234567890";

  private final Redactor redactor = new Redactor();
  private final List<String> told = new ArrayList<>();
  private final Lines lines = new Lines(redactor, told::add);

  @Test
  void endsALineWhereItEnds() {
    feed("one\ntw");
    feed("o\r\n\nthree");

    assertThat(told).containsExactly("one", "two", "");
    lines.end();
    assertThat(told).endsWith("three");
  }

  @Test
  void hidesASecretHoweverItIsSplit() {
    redactor.hide(Secret.of(TOKEN));
    for (int at = 1; at < TOKEN.length(); at++) {
      feed("<" + TOKEN.substring(0, at));
      feed(TOKEN.substring(at) + ">\n");
    }

    assertThat(told).hasSize(TOKEN.length() - 1).containsOnly("<•••redacted•••>");
  }

  @Test
  void hidesASecretWhereverALongLineIsCut() {
    redactor.hide(Secret.of(TOKEN));
    for (int before = Lines.LONGEST - TOKEN.length() - 1; before <= Lines.LONGEST + 1; before++) {
      feed("x".repeat(before) + TOKEN + "y".repeat(Lines.LONGEST) + "\n");
      var whole = String.join("", told);
      told.clear();

      assertThat(whole)
          .isEqualTo("x".repeat(before) + "•••redacted•••" + "y".repeat(Lines.LONGEST));
    }
  }

  @Test
  void hidesTheBeginningOfASecretAtTheEnd() {
    redactor.hide(Secret.of(TOKEN));
    feed("x".repeat(Lines.LONGEST + 10) + TOKEN.substring(0, 12));
    lines.end();

    assertThat(told).hasSize(2);
    assertThat(told.getLast()).isEqualTo("x".repeat(10) + "•••redacted•••");
  }

  @Test
  void hidesWhatBecameASecretWhileTheLineWasWritten() {
    feed("<" + TOKEN);
    redactor.hide(Secret.of(TOKEN));
    feed(">\n");

    assertThat(told).containsExactly("<•••redacted•••>");
  }

  @Test
  void cutsALineThatIsTooLong() {
    feed("x".repeat(3 * Lines.LONGEST + 5));
    lines.end();

    assertThat(told).extracting(String::length).containsExactly(8192, 8192, 8192, 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void cutsNoCharacterInTwo(int before) {
    var text = "x".repeat(before) + "🧥".repeat(Lines.LONGEST);
    feed(text + "\n");

    assertThat(String.join("", told)).isEqualTo(text);
  }

  @Test
  void replacesWhatIsNoUtf8() {
    feed(new byte[] {'a', (byte) 0xff, (byte) 0x80, 'b', '\n'});
    feed("\u0080".repeat(2 * Lines.LONGEST).getBytes(ISO_8859_1)); // nowhere begins a character
    lines.end();

    assertThat(told.getFirst()).isEqualTo("a\ufffd\ufffdb");
    assertThat(String.join("", told.subList(1, told.size()))).hasSize(2 * Lines.LONGEST);
    assertThat(told).allMatch(line -> line.length() <= Lines.LONGEST);
  }

  @Test
  void makesControlCharactersVisible() {
    feed("\u001b[31mred\u0007\ttab\u0000\u007f\u0085\u202e\n");

    assertThat(told).containsExactly("␛[31mred␇\ttab␀␡\ufffd\ufffd");
  }

  private void feed(String text) {
    feed(text.getBytes(UTF_8));
  }

  private void feed(byte[] bytes) {
    lines.feed(Arrays.copyOf(bytes, bytes.length + 1), bytes.length);
  }
}
