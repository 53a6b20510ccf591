package dev.cloakroom.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  /// With what each encoding changes.
  private static final String TOKEN = "1//0gL>uq?-k~\"w\\zÿ+end";

  private final Redactor redactor = new Redactor();

  @Test
  void putsAMarkInTheSecretsPlace() {
    redactor.hide(Secret.of(TOKEN));

    assertThat(redactor.redacted("a " + TOKEN + " b " + TOKEN + TOKEN))
        .isEqualTo("a •••redacted••• b •••redacted••••••redacted•••");
  }

  @Test
  void leavesEverythingElse() {
    redactor.hide(Secret.of(TOKEN));
    var beginning = TOKEN.substring(0, TOKEN.length() - 1);

    assertThat(redactor.redacted("1//0 " + beginning)).isEqualTo("1//0 " + beginning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "u", "us", "use", "user:"})
  void findsItInBase64WhateverStandsAround(String before) {
    redactor.hide(Secret.of(TOKEN));
    var text = (before + TOKEN + ":after").getBytes(UTF_8);

    assertThat(redactor.redacted(Base64.getEncoder().encodeToString(text))).contains("redacted");
    assertThat(redactor.redacted(Base64.getUrlEncoder().encodeToString(text))).contains("redacted");
  }

  @Test
  void leavesNoMoreThanTheEdgesOfBase64() {
    redactor.hide(Secret.of(TOKEN));
    var text = Base64.getEncoder().encodeToString(("x" + TOKEN).getBytes(UTF_8));

    assertThat(redactor.redacted(text)).matches("..•••redacted•••.?={0,2}");
  }

  @Test
  void findsItUrlEncoded() {
    redactor.hide(Secret.of(TOKEN));
    var encoded = URLEncoder.encode(TOKEN, UTF_8).replace("~", "%7E");
    var ours = encoded.replace("%7E", "~");

    assertThat(redactor.redacted("?t=" + ours)).isEqualTo("?t=•••redacted•••");
    assertThat(redactor.redacted(lowerEscapes(ours))).isEqualTo("•••redacted•••");
  }

  @Test
  void findsItEscapedInJson() {
    redactor.hide(Secret.of(TOKEN));
    var escaped = TOKEN.replace("\\", "\\\\").replace("\"", "\\\"");

    assertThat(redactor.redacted(escaped)).isEqualTo("•••redacted•••");
    assertThat(redactor.redacted(escaped.replace("/", "\\/"))).isEqualTo("•••redacted•••");
  }

  @Test
  void takesTheLongestOfSeveral() {
    redactor.hide(Secret.of("abcdefgh"));
    redactor.hide(Secret.of("abcdefghij"));

    assertThat(redactor.redacted("abcdefghij")).isEqualTo("•••redacted•••");
  }

  @Test
  void countsABeginningWhereTheRestIsLost() {
    redactor.hide(Secret.of("abcdefghij"));
    var bytes = "abcdefgh".getBytes(UTF_8);

    assertThat(redactor.match(bytes, 0, 8, true)).isEqualTo(8);
    assertThat(redactor.match(bytes, 0, 8, false)).isZero();
    assertThat(redactor.match(bytes, 0, 7, true)).isZero(); // so little could be anything
  }

  @Test
  void findsNothingOnceItIsCleared() {
    redactor.hide(Secret.of(TOKEN));
    redactor.clear();

    assertThat(redactor.redacted(TOKEN)).isEqualTo(TOKEN);
    assertThat(redactor.longest()).isZero();
  }

  @Test
  void hidesNothingForAnEmptySecret() {
    redactor.hide(Secret.of(""));

    assertThat(redactor.redacted("text")).isEqualTo("text");
  }

  private static String lowerEscapes(String encoded) {
    return Pattern.compile("%..")
        .matcher(encoded)
        .replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
  }
}
