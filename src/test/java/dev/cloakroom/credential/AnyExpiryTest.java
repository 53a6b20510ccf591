package dev.cloakroom.credential;

import static dev.cloakroom.Seeded.any;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.Seeded;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What holds for every expiry, however it is written.
class AnyExpiryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final int CASES = 10_000;
  private static final Pattern READABLE = Pattern.compile("[\\s+]*\\d.*");

  /// A point in time as written, and how exactly it is.
  private record Written(Object form, ChronoUnit unit) {}

  @Test
  void everyPointInTimeIsReadBackFromEveryForm() {
    Seeded.cases(
        CASES,
        random -> {
          var moment = moment(random);

          var written = written(moment, random);

          assertThat(Expiry.at(written.form(), NOW))
              .as("%s", written)
              .isEqualTo(moment.truncatedTo(written.unit()));
        });
  }

  @Test
  void everyLifetimeIsReadBackFromEveryForm() {
    Seeded.cases(
        CASES,
        random -> {
          long seconds = random.nextLong(1_000_000_000);

          var form = lifetime(seconds, random);

          assertThat(Expiry.in(form, NOW)).as("%s", form).isEqualTo(NOW.plusSeconds(seconds));
        });
  }

  @Test
  void whatAnybodyWritesHasEndedOrEndsWithinAHundredYears() {
    var last = NOW.plus(Duration.ofDays(36_525));
    Seeded.cases(
        CASES,
        random -> {
          var text = text(random);

          assertThat(Expiry.at(text, NOW)).as(text).isBetween(Instant.EPOCH, last);
          assertThat(Expiry.in(text, NOW)).as(text).isBetween(NOW, last);
        });
  }

  @Test
  void whatDoesNotEvenBeginAsATimeHasEnded() {
    Seeded.cases(
        CASES,
        random -> {
          var text = text(random);

          if (!READABLE.matcher(text).matches()) {
            assertThat(Expiry.at(text, NOW)).as(text).isEqualTo(Instant.EPOCH);
            assertThat(Expiry.in(text, NOW)).as(text).isEqualTo(NOW);
          }
        });
  }

  private static Instant moment(SplittableRandom random) {
    var years = random.nextLong(-40 * 366L, 99 * 365L);
    return NOW.plus(Duration.ofDays(years)).plusNanos(random.nextLong(86_400_000_000_000L));
  }

  private static Written written(Instant moment, SplittableRandom random) {
    long seconds = moment.getEpochSecond();
    return switch (random.nextInt(9)) {
      case 0 -> new Written(seconds, ChronoUnit.SECONDS);
      case 1 -> new Written(Long.toString(seconds), ChronoUnit.SECONDS);
      case 2 -> new Written((double) seconds, ChronoUnit.SECONDS);
      case 3 -> new Written(moment.toEpochMilli(), ChronoUnit.MILLIS);
      case 4 -> new Written(Long.toString(moment.toEpochMilli()), ChronoUnit.MILLIS);
      case 5 -> new Written((double) moment.toEpochMilli(), ChronoUnit.MILLIS);
      case 6 -> new Written(BigDecimal.valueOf(moment.toEpochMilli(), 3), ChronoUnit.MILLIS);
      case 7 -> new Written(moment.toEpochMilli() / 1000.0, ChronoUnit.MILLIS);
      default -> iso(moment, random);
    };
  }

  private static Written iso(Instant moment, SplittableRandom random) {
    var unit =
        any(random, ChronoUnit.SECONDS, ChronoUnit.MILLIS, ChronoUnit.MICROS, ChronoUnit.NANOS);
    var fraction =
        switch (unit) {
          case MILLIS -> ".SSS";
          case MICROS -> ".SSSSSS";
          case NANOS -> ".SSSSSSSSS";
          default -> "";
        };
    var zone = any(random, "", "'Z'", "'+00:00'", "'+0000'", "' UTC'", "XXX", "xx", "xxx");
    boolean local = zone.startsWith("X") || zone.startsWith("x");
    var offset = local ? random.nextInt(-18 * 60, 18 * 60) * 60 : 0;
    var time =
        DateTimeFormatter.ofPattern(
            "yyyy-MM-dd" + any(random, "'T'", " ", "'t'") + "HH:mm:ss" + fraction + zone);
    return new Written(time.format(moment.atOffset(ZoneOffset.ofTotalSeconds(offset))), unit);
  }

  private static Object lifetime(long seconds, SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> seconds;
      case 1 -> (double) seconds;
      case 2 -> Long.toString(seconds);
      case 3 -> Double.toString((double) seconds);
      case 4 -> BigDecimal.valueOf(seconds * 10 + random.nextInt(10), 1);
      default -> " " + seconds + ".0 ";
    };
  }

  /// Text that often looks like a time, and seldom is one.
  private static String text(SplittableRandom random) {
    var text = new StringBuilder();
    for (int left = random.nextInt(24); left > 0; left--) {
      text.append(
          random.nextInt(20) == 0
              ? (char) random.nextInt(0xd800)
              : "0123456789012345-:.+eETZ ,_".charAt(random.nextInt(27)));
    }
    return text.toString();
  }
}
