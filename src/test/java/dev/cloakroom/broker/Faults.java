package dev.cloakroom.broker;

/// How often things go wrong: the plan of faults. Each rate is a probability.
///
/// @param crash that a node ends at a write, before it or after it
/// @param failedWrite that a write is told as failed, whether kept or not
/// @param stop that a node stands still for a while at a write or a request
/// @param reply that a request meets a fault of its own
/// @param outages how many outages of a provider, a disk, a database or a clock there are in a
///   thousand steps
/// @param people how many people revoke, disconnect or connect anew in a thousand steps
public record Faults(
    double crash, double failedWrite, double stop, double reply, double outages, double people) {
  static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0);

  /// As often as in a bad year.
  public static final Faults USUAL = new Faults(0.001, 0.005, 0.00005, 0.05, 0.3, 0.6);

  /// Much more often than ever.
  public static final Faults WILD = new Faults(0.005, 0.02, 0.0005, 0.2, 1, 2);
}
