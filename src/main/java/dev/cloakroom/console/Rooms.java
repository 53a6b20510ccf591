package dev.cloakroom.console;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.control.Accounts;
import dev.cloakroom.control.Activity;
import dev.cloakroom.control.EventFeed;
import dev.cloakroom.run.Runs;
import dev.cloakroom.workload.Grants;
import java.time.Clock;
import java.util.List;

/// What the console shows.
///
/// @param settings those that count now
public record Rooms(
    Accounts accounts,
    Grants grants,
    Consents consents,
    Catalog catalog,
    Runs runs,
    Activity activity,
    EventFeed feed,
    List<Setting> settings,
    Clock clock) {
  public Rooms {
    settings = List.copyOf(settings);
  }
}
