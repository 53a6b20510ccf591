package dev.cloakroom.chaos;

import java.time.Duration;
import java.util.List;

/// Servers that have too much to do, and say so in many ways. Nothing is granted, nothing is lost.
final class Busy {
  private static final Duration WAIT = Duration.ofSeconds(10);

  static final List<Case> CASES =
      List.of(
          Case.of(
              "429-seconds",
              2,
              "Answers 429 with `Retry-After: 10`, twice.",
              turn -> turn.later(429, WAIT)),
          Case.of(
              "429-date",
              2,
              "Answers 429 with a date ten seconds ahead in `Retry-After`, twice.",
              turn -> turn.laterByDate(429, WAIT)),
          Case.of("429", 2, "Answers 429 without `Retry-After`, twice.", _ -> Turn.busy(429)),
          Case.of(
              "429-year",
              2,
              "Answers 429 with a `Retry-After` of a year, twice; nobody has to believe that.",
              _ -> Turn.busy(429).with("Retry-After", "31536000")),
          Case.of(
              "429-nonsense",
              2,
              "Answers 429 with `Retry-After: soon`, twice.",
              _ -> Turn.busy(429).with("Retry-After", "soon")),
          Case.of("500", 2, "Answers 500 with a JSON error, twice.", _ -> Turn.busy(500)),
          Case.of("502-html", 2, "Answers 502 with a page, twice.", _ -> Reply.html(502)),
          Case.of(
              "503-retry-after",
              2,
              "Answers 503 with `Retry-After: 10`, twice.",
              turn -> turn.later(503, WAIT)),
          Case.of("503-once", 1, "Answers 503, once.", _ -> Turn.busy(503)),
          Case.of(
              "temporarily-unavailable",
              2,
              "Answers 400 with the error `temporarily_unavailable`, twice.",
              _ -> Turn.busy(400)),
          Case.of(
              "409",
              1,
              "Answers 409, once, as to two refreshes at the same time (Airtable).",
              _ -> Reply.error(409, "conflict", "another refresh is under way")));

  private Busy() {}
}
