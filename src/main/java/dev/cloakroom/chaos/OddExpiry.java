package dev.cloakroom.chaos;

import static dev.cloakroom.chaos.Case.ALWAYS;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Replies whose `expires_in` is none; the access token lives as long as ever.
final class OddExpiry {
  private static final String FIELD = "expires_in";
  private static final Duration SKEW = Duration.ofHours(3);

  static final List<Case> CASES =
      List.of(
          Case.of(
              "expires-in-missing",
              ALWAYS,
              "Sends no `expires_in` (Salesforce, Notion).",
              turn -> turn.granted(reply -> reply.remove(FIELD))),
          odd("expires-in-zero", "Sends an `expires_in` of 0.", 0),
          odd("expires-in-negative", "Sends an `expires_in` of -1.", -1),
          Case.of(
              "expires-in-float",
              ALWAYS,
              "Sends `expires_in` with a fraction.",
              turn -> turn.granted(reply -> reply.put(FIELD, seconds(reply) - 0.5))),
          Case.of(
              "expires-in-string",
              ALWAYS,
              "Sends `expires_in` as a string (Microsoft's older endpoint).",
              turn -> turn.granted(reply -> reply.put(FIELD, Long.toString(seconds(reply))))),
          Case.of(
              "expires-in-words",
              ALWAYS,
              "Sends `expires_in` as a string that is no number.",
              turn -> turn.granted(reply -> reply.put(FIELD, "one hour"))),
          odd("expires-in-huge", "Sends an `expires_in` of 31,000 years.", 999_999_999_999L),
          Case.of(
              "expires-in-epoch",
              ALWAYS,
              "Sends the time when the token ends in `expires_in`, in seconds since 1970.",
              turn -> turn.granted(reply -> reply.put(FIELD, end(turn, reply)))),
          Case.of(
              "expires-in-epoch-millis",
              ALWAYS,
              "The same in milliseconds.",
              turn -> turn.granted(reply -> reply.put(FIELD, 1000 * end(turn, reply)))),
          Case.of(
              "clock-skew",
              ALWAYS,
              "Its clock is three hours slow: so says its `Date`; `expires_in` is right.",
              turn ->
                  turn.grantedAs(reply ->
                      reply.with("Date", Turn.httpDate(turn.clock().instant().minus(SKEW))))));

  private OddExpiry() {}

  private static Case odd(String id, String sentence, long value) {
    return Case.of(id, ALWAYS, sentence, turn -> turn.granted(reply -> reply.put(FIELD, value)));
  }

  private static long seconds(Map<String, Object> reply) {
    return reply.get(FIELD) instanceof Long seconds ? seconds : 0;
  }

  private static long end(Turn turn, Map<String, Object> reply) {
    return turn.clock().instant().getEpochSecond() + seconds(reply);
  }
}
