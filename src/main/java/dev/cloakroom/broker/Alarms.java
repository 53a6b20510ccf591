package dev.cloakroom.broker;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.event.Event;
import dev.cloakroom.vault.Kept;

/// What the broker calls a person for.
final class Alarms {
  private Alarms() {}

  /// A reply could not be written to the database.
  static Event notSaved(AccountId id, Kept kept) {
    var where =
        kept == Kept.SPOOLED
            ? "it waits sealed in the spool"
            : "nor can the spool, so it waits in memory only and is lost if the host ends";
    return new Event.Alarm(
        "not-saved",
        "The new token set of %s can't be written to the database; %s. It is not handed out. Free the disk or bring the database back now: the old one is spent."
            .formatted(id, where));
  }

  /// What was adopted turned out to be somebody else's.
  static Event otherSubject(AccountId id) {
    return new Event.Alarm(
        "other-subject",
        "The tokens that were adopted for %s are another person's, and were let go of: connect it again with `cloakroom connect %s --as %s`, and look at the run that had them."
            .formatted(id, id.provider(), id.name()));
  }
}
