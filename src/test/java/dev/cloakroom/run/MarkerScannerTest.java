package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.run.MarkerScanner.Found;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerScannerTest {
  private static final Found GOOGLE = ask("google");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AUTH_REQUIRED:google\n",
        "AUTH_REQUIRED:google\r\n",
        "AUTH_REQUIRED:google",
        "AUTH_REQUIRED:google:\n",
        "before\nAUTH_REQUIRED:google\nafter\n",
        "\n\nAUTH_REQUIRED:google\n\n"
      })
  void findsAMarkerAloneOnItsLine(String output) {
    assertThat(found(output)).containsExactly(GOOGLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AUTH_REQUIRED:google:calendar,calendar.events\n",
        "AUTH_REQUIRED:google:calendar calendar.events\n",
        "AUTH_REQUIRED:google: calendar , calendar.events \n"
      })
  void readsScopesBetweenCommasAndSpaces(String output) {
    assertThat(found(output)).containsExactly(ask("google", "calendar", "calendar.events"));
  }

  @Test
  void keepsTheColonsOfScopes() {
    assertThat(found("AUTH_REQUIRED:google:https://www.googleapis.com/auth/calendar\n"))
        .containsExactly(ask("google", "https://www.googleapis.com/auth/calendar"));
  }

  @Test
  void findsItWhereverTheChunksAreCut() {
    var output = "x\r\nAUTH_REQUIRED:google:calendar\r\ny".getBytes(StandardCharsets.UTF_8);

    for (int cut = 0; cut <= output.length; cut++) {
      var found = new ArrayList<Found>();
      var scanner = new MarkerScanner(found::add);
      var rest = Arrays.copyOfRange(output, cut, output.length);
      scanner.feed(output, cut);
      scanner.feed(rest, rest.length);
      scanner.end();

      assertThat(found).as("cut at %d", cut).containsExactly(ask("google", "calendar"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "please AUTH_REQUIRED:google\n",
        " AUTH_REQUIRED:google\n",
        "\u001b[31mAUTH_REQUIRED:google\u001b[0m\n",
        "50 %\rAUTH_REQUIRED:google\n",
        "\0AUTH_REQUIRED:google\n"
      })
  void asksNothingFromInsideALine(String output) {
    assertThat(found(output))
        .singleElement()
        .isInstanceOfSatisfying(
            Found.NoAsk.class, none -> assertThat(none.why()).contains("inside a line"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AUTH_REQUIRED:\n",
        "AUTH_REQUIRED::calendar\n",
        "AUTH_REQUIRED:Google\n",
        "AUTH_REQUIRED:google \n",
        "AUTH_REQUIRED:../google\n",
        "AUTH_REQUIRED:google\0\n",
        "AUTH_REQUIRED:google\u001b[0m\n",
        "AUTH_REQUIRED:g\u00f6\u00f6gle\n"
      })
  void asksNothingOfAProviderWithoutAName(String output) {
    assertThat(found(output))
        .singleElement()
        .isInstanceOfSatisfying(
            Found.NoAsk.class, none -> assertThat(none.why()).contains("names no provider"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH_REQUIRED\n", "auth_required:google\n", "AUTH_REQUIRE", "", "\n"})
  void passesOtherLinesOver(String output) {
    assertThat(found(output)).isEmpty();
  }

  @Test
  void holdsNoMoreThanTheStartOfAnEndlessLine() {
    var chunk = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    var found = new ArrayList<Found>();
    var scanner = new MarkerScanner(found::add);

    feed(scanner, "AUTH_REQUIRED:google:");
    for (int i = 0; i < 1000; i++) {
      scanner.feed(chunk, chunk.length);
    }
    feed(scanner, "\nAUTH_REQUIRED:google\n");

    assertThat(found.getFirst())
        .isInstanceOfSatisfying(
            Found.NoAsk.class, none -> assertThat(none.why()).contains("more than 4 KiB"));
    assertThat(found.getLast()).isEqualTo(GOOGLE);
  }

  private static List<Found> found(String output) {
    var found = new ArrayList<Found>();
    var scanner = new MarkerScanner(found::add);
    feed(scanner, output);
    scanner.end();
    return found;
  }

  private static void feed(MarkerScanner scanner, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    scanner.feed(bytes, bytes.length);
  }

  private static Found ask(String provider, String... scopes) {
    return new Found.Ask(provider, Scopes.of(scopes));
  }
}
