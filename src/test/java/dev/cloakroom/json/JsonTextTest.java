package dev.cloakroom.json;

import static dev.cloakroom.Seeded.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloakroom.Seeded;
import dev.cloakroom.json.JsonText.MalformedException;
import io.avaje.jsonb.Jsonb;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private static final Jsonb LIBRARY = Jsonb.builder().serializeNulls(true).build();

  @Test
  void readsWhatALibraryWrites() {
    Seeded.cases(
        2_000,
        random -> {
          var value = members(random, 4);

          var written = LIBRARY.toJson(value);

          assertThat(JsonText.read(written)).as(written).isEqualTo(value);
        });
  }

  @Test
  void whiteSpaceMeansNothing() {
    assertThat(
            JsonText.read(" \r\n\t{ \"a\" : [ 1 , true ] , \"b\" : { } , \"c\" : [ ] } and more"))
        .isEqualTo(Map.of("a", List.of(BigDecimal.ONE, true), "b", Map.of(), "c", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", `\"\\/\b\f\n\r\t`",
        "\"\\u00e9\\uD83D\\ude00\", `\u00e9\ud83d\ude00`",
        "\"\u00e9\", `\u00e9`",
        "\"a\tb\", `a\tb`"
      })
  void readsTextHoweverItIsWritten(String written, String meant) {
    assertThat(JsonText.read(written)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.5", "12e3", "1E-400", "1.25e+2", "1e999999999"})
  void readsNumbersAsDecimals(String written) {
    assertThat(JsonText.read(written)).isEqualTo(new BigDecimal(written));
  }

  @Test
  void aNumberThatMeansNothingIsText() {
    assertThat(JsonText.read("1e9999999999")).isEqualTo("1e9999999999");
  }

  @Test
  void theLastMemberOfANameCounts() {
    assertThat(JsonText.read("{\"a\":1,\"a\":null}")).isEqualTo(nothing("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}",
        "{,}",
        "{\"a\" 1}",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[1 2]",
        "]",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "tru",
        "nul",
        "-",
        ".5",
        "+1",
        "NaN",
        "'a'"
      })
  void refusesWhatIsNoJson(String text) {
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> JsonText.read(text));
  }

  @Test
  void nestingIsBounded() {
    assertThat(JsonText.read("[".repeat(500) + "]".repeat(500))).isNotNull();
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> JsonText.read("[".repeat(501) + "]".repeat(501)));
  }

  private static Map<String, @Nullable Object> members(SplittableRandom random, int depth) {
    var members = new HashMap<String, @Nullable Object>();
    for (int left = random.nextInt(5); left > 0; left--) {
      members.put(text(random), value(random, depth - 1));
    }
    return members;
  }

  private static @Nullable Object value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> text(random);
      case 1 -> BigDecimal.valueOf(random.nextLong(), random.nextInt(6));
      case 2 -> random.nextBoolean();
      case 3 -> null;
      case 4 -> members(random, depth);
      default -> {
        var items = new ArrayList<@Nullable Object>();
        for (int left = random.nextInt(4); left > 0; left--) {
          items.add(value(random, depth - 1));
        }
        yield items;
      }
    };
  }

  private static String text(SplittableRandom random) {
    var text = new StringBuilder();
    for (int left = random.nextInt(6); left > 0; left--) {
      text.append(
          any(
              random,
              "a",
              "\"",
              "\\",
              "/",
              "\n",
              "\0",
              "\u00e9",
              "\u20ac",
              "\ud83d\ude00",
              "{",
              "]",
              ":",
              ","));
    }
    return text.toString();
  }

  private static Map<String, @Nullable Object> nothing(String name) {
    var members = new HashMap<String, @Nullable Object>();
    members.put(name, null);
    return members;
  }
}
