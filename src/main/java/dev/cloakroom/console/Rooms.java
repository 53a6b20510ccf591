package dev.cloakroom.console;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.control.Accounts;
import dev.cloakroom.control.Activity;
import dev.cloakroom.control.Calendar;
import dev.cloakroom.control.EventFeed;
import dev.cloakroom.run.Runs;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.Grants;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// What the console shows.
///
/// @param settings those that count now
public record Rooms(
    Accounts accounts,
    Calendar calendar,
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

  /// Who may read what: the grants that last, and what runs under way were given besides.
  List<Grant> readers() {
    return Stream.concat(grants.all().stream(), runs.delivered().stream()).distinct().toList();
  }
}
