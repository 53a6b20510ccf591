package dev.cloakroom.boot;

import dev.cloakroom.cli.Commands;
import dev.cloakroom.cli.Surroundings;
import dev.cloakroom.cli.Surroundings.Browser;
import dev.cloakroom.cli.Terminal;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Route;
import dev.cloakroom.playground.Answers;
import dev.cloakroom.playground.CalendarApi;
import dev.cloakroom.playground.PlaygroundProvider;
import dev.cloakroom.playground.PlaygroundSettings;
import dev.cloakroom.playground.Skill;
import dev.cloakroom.playground.Visitor;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.AgentImage;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.Share;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The whole story on one machine: a provider, a host, a skill that has no token, a person who
/// consents, and the proof of what the skill could see. All of it is real, and gone afterwards.
final class Demo implements AutoCloseable {
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(2);
  private static final String WORKLOAD = "calendar-skill";
  private static final String ALIAS = "local-calendar";

  private final Opened opened = new Opened();
  private final Path folder;
  private final Path skills;
  private final PlaygroundProvider provider;
  private final URI calendar;
  private final Stage stage;
  private final Host host;
  private final Skill skill;

  /// What runs the skill.
  ///
  /// @param sandbox the engine
  /// @param image what it makes containers of, where it has images
  record Stage(String sandbox, String image) {
    static final Stage USUAL = new Stage("bubblewrap", AgentImage.NAME);

    boolean hasImages() {
      return !sandbox.equals(USUAL.sandbox);
    }
  }

  /// The same with bubblewrap.
  Demo(Path folder, String path, String marker) {
    this(folder, Machine.with(path), Stage.USUAL, marker);
  }

  /// Opens the provider and the host, in `folder`, which is the demo's own.
  ///
  /// @param machine where programs and engines are looked for
  /// @param stage what runs the skill
  /// @param marker what every token begins with
  Demo(Path folder, Machine machine, Stage stage, String marker) {
    this.folder = folder;
    this.stage = stage;
    this.skills = folder.resolve("skill");
    try {
      var issuer = new CompletableFuture<URI>();
      var settings =
          new PlaygroundSettings(
              issuer::join, List.of(URI.create("http://127.0.0.1/callback")), TOKEN_LIFE, marker);
      this.provider = new PlaygroundProvider(settings, Clock.systemUTC(), new SecureRandom());
      issuer.complete(listen(provider.routes()));
      this.host =
          Host.open(
              Places.in(folder.resolve("home")),
              Settings.of(settings(issuer.join(), stage), folder),
              machine);
      opened.keep(host);
      this.skill = stage.hasImages() ? Skill.PYTHON : Skill.choose(Files::exists);
      var share = host.sandbox(stage.sandbox()).users(null).share();
      DurableFile.privateFolder(skills);
      DurableFile.write(skills.resolve(skill.file()), skill.source(), share);
      this.calendar = openCalendar(share);
      DurableFile.giveToWrite(skills, share);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// A container with a network of its own does not reach our loopback, so there the calendar is at
  /// a socket in the skill's folder.
  private URI openCalendar(Share share) {
    var routes = new CalendarApi(provider, Clock.systemUTC()).routes();
    if (!stage.hasImages()) {
      return listen(routes);
    }
    var socket = skills.resolve("calendar");
    opened.keep(Listener.onSocket(socket, routes, Limits.standard()));
    DurableFile.give(socket, share);
    return URI.create("unix:" + socket);
  }

  private URI listen(List<Route> routes) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var listener = Listener.onPort(address, routes, Limits.standard());
    opened.keep(listener);
    return URI.create("http://127.0.0.1:" + listener.port());
  }

  private static Map<String, Object> settings(URI issuer, Stage stage) {
    return Map.of(
        "sandbox",
        stage.sandbox(),
        "image",
        stage.image(),
        "console",
        Map.of("port", 0),
        "providers",
        Map.of(
            "local",
            Map.of(
                "issuer",
                issuer.toString(),
                "client",
                Map.of("id", PlaygroundProvider.CLIENT_ID, "auth", "none"),
                "scopes",
                List.of("profile", "offline_access"),
                "aliases",
                Map.of(ALIAS, List.of("calendar")))));
  }

  Host host() {
    return host;
  }

  PlaygroundProvider provider() {
    return provider;
  }

  /// Runs the skill as a person would: `cloakroom run` with what it may ask for.
  int runSkill(Terminal terminal, Browser browser) {
    var command = new ArrayList<String>(runOptions());
    command.addAll(List.of("--env", "CALENDAR_API=" + calendar, "--grant", ALIAS, "--"));
    command.addAll(skill.command(skills.resolve(skill.file()), java()));
    return run(terminal, browser, command.toArray(String[]::new));
  }

  private List<String> runOptions() {
    var network = stage.hasImages() ? Network.OPEN : Network.HOST; // where the calendar is
    return List.of(
        "run", "--workload", WORKLOAD, "--workdir", skills.toString(), "--network", network.word());
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /// Runs any command line against the demo's host; returns its exit code.
  int run(Terminal terminal, Browser browser, String... arguments) {
    var signals = new ProcessSignals();
    var around =
        new Surroundings(
            host.places().socket(), skills, terminal, browser, signals, Clock.systemUTC());
    try {
      return new Commands(around, Host.VERSION, Map.of()).run(arguments);
    } finally {
      signals.done(); // else the end of the program would be taken for a Ctrl-C
    }
  }

  /// Connects an account of somebody else on the same machine, as they would.
  void connectNeighbour(String name) {
    var out = new ByteArrayOutputStream();
    var quiet = terminal(InputStream.nullInputStream(), out, Set.of(Terminal.Side.OUT));
    int exit = run(quiet, person(name), "connect", "local", "--as", name);
    if (exit != 0) {
      throw new Problem(
          Kind.FAILED, "demo-failed", "The demo could not connect its second account.");
    }
  }

  /// A person who opens the link in a browser without a window, and agrees to everything.
  static Browser person(String name) {
    return link ->
        Thread.ofVirtual()
            .start(() -> {
              try (var visitor = new Visitor()) {
                visitor.visit(
                    URI.create(link), new Answers(Map.of("name", name), List.of("Allow", "Save")));
              }
            });
  }

  /// Tries from inside, in a run like the skill's, what should and what should not be possible;
  /// returns whether all is as it should be. The table goes to `out`.
  boolean prove(OutputStream out) {
    var terminal = terminal(InputStream.nullInputStream(), out, Set.of());
    return run(terminal, _ -> {}, "verify", WORKLOAD, "--workdir", skills.toString()) == 0;
  }

  static Terminal terminal(InputStream in, OutputStream out, Set<Terminal.Side> attended) {
    return new Terminal(
        in,
        new PrintStream(out, false, StandardCharsets.UTF_8),
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
        attended,
        false);
  }

  @Override
  public void close() {
    opened.close();
  }

  /// Removes the demo's folder with all that is in it.
  static void remove(Path folder) {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not remove " + folder, e);
    }
  }

  Path folder() {
    return folder;
  }
}
