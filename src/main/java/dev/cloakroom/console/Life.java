package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.http.Html;
import dev.cloakroom.wire.AccountView;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// How much of an access token's life is left, as a bar and in words.
///
/// @param percent of its whole life, 0 to 100
record Life(Tone tone, int percent, String words) {
  private static final int LITTLE = 25;

  static Life of(AccountView account, Instant now) {
    var end = account.expiresAt();
    if (end == null) {
      return new Life(Tone.GOOD, 100, "does not end");
    }
    var left = Duration.between(now, end);
    if (left.isNegative() || left.isZero()) {
      return new Life(Tone.BAD, 0, "over for " + Spans.words(left));
    }
    long whole = Math.max(1, Duration.between(account.issuedAt(), end).toMillis());
    int percent = Math.clamp(left.toMillis() * 100 / whole, 1, 100);
    var tone = percent < LITTLE ? Tone.WARN : Tone.GOOD;
    return new Life(tone, percent, Spans.words(left) + " left");
  }

  /// The bar, and the words below it; in the colour of what is worse, the life or how the account
  /// stands.
  Html bar(Tone standing) {
    var worse = standing == Tone.BAD || standing == Tone.WARN ? standing : tone;
    var left = Map.of("class", "left", "width", percent + "%", "height", "6", "rx", "3");
    var all = Map.of("class", "all", "width", "100%", "height", "6");
    var svg = Map.of("class", "life " + worse.style(), "aria-hidden", "true");
    return tag(
        "span",
        element("svg", svg, element("rect", all), element("rect", left)),
        tag("span.soft.number", words));
  }
}
