package dev.cloakroom.broker;

import java.time.Duration;

/// A world to be simulated.
///
/// @param seed where all chance comes from
/// @param accounts how many accounts there are
/// @param shortest the shortest lifetime of an access token, and `longest` the longest
/// @param days how long faults go on
/// @param steps after how many steps faults end anyway
/// @param calm how long it goes on without faults, until all must be well
public record Plan(
    long seed,
    int accounts,
    Duration shortest,
    Duration longest,
    int days,
    long steps,
    Duration calm,
    Faults faults) {

  /// A few nodes' busy hours: access tokens that live seconds to minutes.
  public static Plan hours(long seed, long steps, Faults faults) {
    return new Plan(
        seed,
        25,
        Duration.ofSeconds(10),
        Duration.ofMinutes(20),
        1,
        steps,
        Duration.ofHours(1),
        faults);
  }

  /// A few weeks of hundreds of accounts, as they usually are.
  public static Plan weeks(long seed, long steps, Faults faults) {
    return new Plan(
        seed,
        300,
        Duration.ofMinutes(30),
        Duration.ofDays(2),
        40,
        steps,
        Duration.ofDays(1),
        faults);
  }

  /// A year of thousands of accounts whose access tokens live days to months.
  public static Plan year(long seed, long steps, Faults faults) {
    return new Plan(
        seed,
        2000,
        Duration.ofDays(2),
        Duration.ofDays(90),
        365,
        steps,
        Duration.ofDays(1),
        faults);
  }
}
