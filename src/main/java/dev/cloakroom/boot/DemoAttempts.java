package dev.cloakroom.boot;

import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.probe.Attempt;
import dev.cloakroom.probe.Attempt.Expectation;
import dev.cloakroom.probe.Attempt.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the demo tries from inside, each with what should come of it.
final class DemoAttempts {
  private static final String SEARCHED =
      "/workspace /run /home /tmp /etc /var /root /proc/self/environ";

  private static final String TOKEN_FILE = "/workspace/tokens/local-calendar.json";

  private final Host host;
  private final URI calendar;
  private final Path skills;
  private final EngineSearch engines;

  /// @param engines whose sockets must be out of reach
  DemoAttempts(Host host, URI calendar, Path skills, EngineSearch engines) {
    this.host = host;
    this.calendar = calendar;
    this.skills = skills;
    this.engines = engines;
  }

  List<Attempt> all() {
    var attempts = new ArrayList<>(wherever());
    if (calendar.getScheme().equals("unix")) {
      attempts.addAll(inAContainerOfItsOwn());
    }
    return attempts;
  }

  /// With a network and a root of its own even the host's loopback is out of reach.
  private List<Attempt> inAContainerOfItsOwn() {
    var attempts = new ArrayList<Attempt>();
    attempts.add(
        cannot("reach the console", Kind.CONNECT_TCP, "127.0.0.1 " + host.base().getPort()));
    attempts.add(cannot("see the host's Java", Kind.LIST, System.getProperty("java.home")));
    for (var socket : engines.sockets()) {
      attempts.add(cannot("use " + socket, Kind.CONNECT_UNIX, socket.toString()));
    }
    return attempts;
  }

  private Attempt calendar() {
    return calendar.getScheme().equals("unix")
        ? can("reach the calendar", Kind.CONNECT_UNIX, calendar.getSchemeSpecificPart())
        : can(
            "reach the calendar", Kind.CONNECT_TCP, calendar.getHost() + " " + calendar.getPort());
  }

  private List<Attempt> wherever() {
    var places = host.places();
    return List.of(
        can("read its token file", Kind.READ, TOKEN_FILE),
        can("find an access token", Kind.FIND_TEXT, "access- " + SEARCHED),
        can("use its own socket", Kind.CONNECT_UNIX, "/run/cloakroom/socket"),
        calendar(),
        can("write its working folder", Kind.WRITE, skills.toString()),
        cannot("find a refresh token", Kind.FIND_TEXT, "refresh- " + SEARCHED),
        cannot("write its token file", Kind.WRITE, TOKEN_FILE),
        cannot("read the neighbour's token", Kind.READ, "/workspace/tokens/local.json"),
        cannot("list other runs", Kind.LIST, places.runs().toString()),
        cannot("read the vault", Kind.READ, places.database().toString()),
        cannot("read the master key", Kind.READ, places.masterKey().toString()),
        cannot("read the host's log", Kind.LIST, places.logs().toString()),
        cannot("use the host's socket", Kind.CONNECT_UNIX, places.socket().toString()),
        cannot(
            "see the host's environment",
            Kind.READ,
            "/proc/" + ProcessHandle.current().pid() + "/environ"),
        cannot("list the person's home", Kind.LIST, System.getProperty("user.home")),
        cannot("write to /usr", Kind.WRITE, "/usr"));
  }

  private static Attempt can(String what, Kind kind, String target) {
    return new Attempt(what, kind, target, Expectation.POSSIBLE);
  }

  private static Attempt cannot(String what, Kind kind, String target) {
    return new Attempt(what, kind, target, Expectation.IMPOSSIBLE);
  }
}
