package dev.cloakroom.engine;

import dev.cloakroom.dial.Connection;
import dev.cloakroom.dial.Content;
import dev.cloakroom.dial.Patience;
import dev.cloakroom.dial.Reply;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One engine, spoken to over its socket: containers, and what it says of itself. Safe for any
/// thread; each request has a connection of its own.
///
/// What it refuses is a [Problem] with the engine's own words, which never hold anything secret:
/// nothing secret is sent to it.
public final class Engine {
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String NEWEST_API = "1.44";
  private static final int NOT_FOUND = 404;
  private static final int LONGEST_WORDS = 300;

  private final Place place;
  private final String version;
  private final boolean podman;
  private final String api;
  private final Json info;

  private Engine(Place place) {
    this.place = place;
    var facts = ask(SHORT, "GET", "/version", Content.none());
    this.version = facts.at("Version").text();
    this.podman =
        facts.at("Components").items().stream()
            .anyMatch(part -> part.at("Name").text().startsWith("Podman"));
    this.api = "/v" + lesser(facts.at("ApiVersion").text(), NEWEST_API);
    this.info = ask(SHORT, "GET", api + "/info", Content.none());
  }

  /// Asks the engine at `place` who it is.
  ///
  /// @throws Problem when it does not answer, or not as an engine
  public static Engine at(Place place) {
    return new Engine(place);
  }

  /// Its name and version, such as `Docker 26.1.5`.
  public String name() {
    return (podman ? "Podman " : "Docker ") + version;
  }

  public Place place() {
    return place;
  }

  public boolean isPodman() {
    return podman;
  }

  /// Whether it runs without root, so that only its own user's files can be mounted.
  public boolean isRootless() {
    return info.at("Rootless").isTrue() || hasOption("rootless");
  }

  /// Whether users inside are others on the host for all containers (`userns-remap`).
  public boolean remapsUsers() {
    return hasOption("userns");
  }

  private boolean hasOption(String name) {
    return info.at("SecurityOptions").items().stream()
        .anyMatch(option -> (option.text() + ",").startsWith("name=" + name + ","));
  }

  /// The images that it has, and how it gets others.
  public Images images() {
    return new Images(this);
  }

  /// Makes a container, and returns its id.
  public String create(String name, ContainerSpec spec) {
    return ask(
            LONG,
            "POST",
            api + "/containers/create?name=" + encode(name),
            Content.json(spec.json(podman)))
        .at("Id")
        .text();
  }

  /// The streams of a container that has not been started.
  public Attachment attach(String id) {
    var target = api + "/containers/" + id + "/attach?stream=1&";
    var main = upgraded(target + "stdin=1&stdout=1");
    try {
      return new Attachment(main, upgraded(target + "stderr=1"));
    } catch (RuntimeException e) {
      main.connection().close();
      throw e;
    }
  }

  private Attachment.Way upgraded(String target) {
    var connection = connect();
    try {
      var reply = connection.upgrade(target);
      if (reply.status() != 101 && reply.status() != 200) {
        throw refused(reply);
      }
      return new Attachment.Way(connection, reply.body());
    } catch (IOException e) {
      connection.close();
      throw gone(e);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /// Starts a container.
  public void start(String id) {
    ask(LONG, "POST", api + "/containers/" + id + "/start", Content.none());
  }

  /// Waits until a container has ended, however long that takes; returns its exit code.
  public int await(String id) {
    try (var connection = connect()) {
      var reply = connection.ask("POST", api + "/containers/" + id + "/wait", Content.none());
      return read(reply).at("StatusCode").number();
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /// Sends a signal, if there is still somebody to hear it.
  public void kill(String id, String signal) {
    askUnlessGone("POST", "/containers/" + id + "/kill?signal=" + signal);
  }

  /// Lets nothing in a container run until it is told otherwise.
  public void pause(String id) {
    askUnlessGone("POST", "/containers/" + id + "/pause");
  }

  /// Lets a paused container go on, if it is one.
  public void unpause(String id) {
    askUnlessGone("POST", "/containers/" + id + "/unpause");
  }

  /// Ends and removes a container with all that was its own, if it is still there.
  public void remove(String id) {
    askUnlessGone("DELETE", "/containers/" + id + "?force=1&v=1");
  }

  /// Whether there is such a container, running or not.
  public boolean has(String id) {
    try {
      ask(SHORT, "GET", api + "/containers/" + id + "/json", Content.none());
      return true;
    } catch (EngineException e) {
      if (e.status() != NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }

  private void askUnlessGone(String method, String target) {
    try {
      ask(LONG, method, api + target, Content.none());
    } catch (EngineException e) {
      if (!e.isTooLate()) {
        throw e;
      }
    }
  }

  /// The containers, running or not, that have a label: their ids, each with all its labels.
  public Map<String, Map<String, String>> labelled(String label) {
    var filters = encode(Json.write(Map.of("label", List.of(label))));
    var found =
        ask(SHORT, "GET", api + "/containers/json?all=1&filters=" + filters, Content.none());
    return Labels.byId(found);
  }

  /// The names of running containers that have `folder` mounted, or something in it.
  public List<String> using(Path folder) {
    return ask(SHORT, "GET", api + "/containers/json", Content.none()).items().stream()
        .filter(container ->
            container.at("Mounts").items().stream()
                .map(mount -> mount.at("Source").text())
                .anyMatch(source -> source.startsWith("/") && Path.of(source).startsWith(folder)))
        .map(container -> container.at("Names").items().getFirst().text().replaceFirst("^/", ""))
        .toList();
  }

  Json ask(Duration limit, String method, String target, Content content) {
    try (var connection = connect();
        var left = Patience.with(connection, limit)) {
      try {
        return read(connection.ask(method, target, content));
      } catch (IOException e) {
        throw left.isOver() ? silent() : gone(e);
      }
    }
  }

  private Json read(Reply reply) throws IOException {
    if (reply.status() > 304) {
      throw refused(reply);
    }
    return Json.read(reply.text());
  }

  EngineException refused(Reply reply) throws IOException {
    return refused(reply.status(), Json.read(reply.text()).at("message").text());
  }

  EngineException refused(int status, String words) {
    var clean = words.replaceAll("\\p{Cntrl}", " ").strip();
    var cut = clean.length() > LONGEST_WORDS ? clean.substring(0, LONGEST_WORDS) + "…" : clean;
    return new EngineException(
        status,
        "engine-refused",
        "%s refused: %s".formatted(title(), cut.isEmpty() ? "status " + status : cut));
  }

  Connection connect() {
    try {
      return Connection.to(place.address());
    } catch (AccessDeniedException e) {
      throw denied(e);
    } catch (IOException e) {
      throw String.valueOf(e.getMessage()).contains("Permission denied") ? denied(e) : gone(e);
    }
  }

  String api() {
    return api;
  }

  private String title() {
    return podman ? "Podman" : "The engine";
  }

  private Problem denied(IOException cause) {
    return new Problem(
        Kind.REFUSED,
        "engine-denied",
        "You may not open %s: become a member of its group (usually docker; that is as good as root), or use a rootless Podman."
            .formatted(place.name()),
        cause);
  }

  Problem gone(IOException cause) {
    return new Problem(
        Kind.FAILED,
        "engine-gone",
        "The engine at %s does not answer, or broke off: see that it runs.".formatted(place.name()),
        cause);
  }

  private Problem silent() {
    return new Problem(
        Kind.FAILED,
        "engine-silent",
        "The engine at %s takes too long to answer: see its log, or start it anew."
            .formatted(place.name()));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// The lesser of two versions such as `1.41`.
  private static String lesser(String one, String other) {
    try {
      return minor(one) < minor(other) ? one : other;
    } catch (NumberFormatException _) {
      return other;
    }
  }

  private static int minor(String version) {
    return Integer.parseInt(version.substring(version.indexOf('.') + 1));
  }
}
