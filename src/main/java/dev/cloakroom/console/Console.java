package dev.cloakroom.console;

import dev.cloakroom.consent.Browsers;
import dev.cloakroom.consent.Door;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Route;
import java.util.ArrayList;
import java.util.List;

/// The web console: the pages for browsers that came by a link of `cloakroom console`.
public final class Console {
  private final Rooms rooms;
  private final Door door;

  /// A console over `rooms`, behind `door`.
  public Console(Rooms rooms, Door door) {
    this.rooms = rooms;
    this.door = door;
  }

  /// The routes, for the console's listener.
  public List<Route> routes() {
    var accounts = new AccountsPage(rooms);
    var account = new AccountPage(rooms);
    var connect = new ConnectPage(rooms);
    var runs = new RunsPage(rooms);
    var run = new RunPage(rooms);
    var routes = new ArrayList<>(Page.assets());
    routes.add(Frame.SCRIPT.route());
    routes.addAll(
        List.of(
            look("/", accounts::show),
            look("/calendar.ics", (_, _) -> rooms.calendar().reply()),
            look("/accounts/{provider}/{name}", account::show),
            look("/accounts/{provider}/{name}/disconnect", account::askToDisconnect),
            deed("/accounts/{provider}/{name}/disconnect", account::disconnect),
            look("/connect", connect::show),
            deed("/connect", connect::connect),
            look("/runs", runs::show),
            look("/runs/{id}", run::show),
            look("/runs/{id}/transcript", (request, _) -> run.transcript(request)),
            deed("/runs/{id}/stop", run::stop),
            look("/access", new AccessPage(rooms)::show),
            look("/activity", new ActivityPage(rooms)::show),
            look("/settings", (_, browser) -> SettingsPage.show(rooms, browser)),
            look("/events", (request, _) -> rooms.feed().follow(request))));
    return routes;
  }

  private Route look(String path, Door.Inside page) {
    return door.get(path, _ -> Browsers.CONSOLE, page);
  }

  private Route deed(String path, Door.Inside page) {
    return door.post(path, _ -> Browsers.CONSOLE, page);
  }
}
