package dev.cloakroom.bench;

import dev.cloakroom.chaos.ChaosClient;
import dev.cloakroom.chaos.ChaosClient.Told;
import dev.cloakroom.cli.Commands;
import dev.cloakroom.cli.HostClient;
import dev.cloakroom.cli.Surroundings;
import dev.cloakroom.cli.Terminal;
import dev.cloakroom.oauth.BrowserVisitor;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.AccountView;
import dev.cloakroom.wire.ConnectRequest;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.LinkView;
import dev.cloakroom.wire.PasteRequest;
import dev.cloakroom.wire.TokenView;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.wire.WordRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Ourselves: a host started by the launcher, with a provider for each case, connected by its
/// login, and asked by the commands that a person types.
final class CloakroomContender implements Contender {
  private static final String PERSON = "ana";
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final RunningHost host;
  private final Path folder;
  private final ChaosClient chaos;
  private final AtomicInteger guests = new AtomicInteger();
  private final Map<String, String> families = new ConcurrentHashMap<>();

  private CloakroomContender(RunningHost host, Path folder, ChaosClient chaos) {
    this.host = host;
    this.folder = folder;
    this.chaos = chaos;
  }

  static CloakroomContender start(Path home, URI server, List<Told> cases, ChaosClient chaos) {
    var settings = new StringBuilder("console: {port: 0}\nproviders:\n");
    cases.forEach(one -> settings.append(provider(one, server)));
    try {
      Files.createDirectories(home);
      Files.writeString(home.resolve("cloakroom.yaml"), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CloakroomContender(RunningHost.start(home), home, chaos);
  }

  private static String provider(Told theCase, URI server) {
    return """
      "%1$s":
        issuer: %2$s
        client: {id: "%1$s", auth: none}
        scopes: [calendar, offline_access]
        quirks: {%3$s}
    """
        .formatted(theCase.text("case"), server, quirks(theCase));
  }

  /// What a catalogue would know of the provider: how it rotates, and how long its tokens live
  /// where it does not say.
  private static String quirks(Told theCase) {
    if (theCase.text("case").equals("expires-in-missing")) {
      return "rotation: single-use, assumed-lifetime: " + ChaosTableBench.LIFETIME_SECONDS + "s";
    }
    return switch (theCase.text("rotation")) {
      case "none" -> "rotation: none";
      case "leeway" -> "rotation: single-use, reuse-leeway: 30s";
      default -> "rotation: single-use";
    };
  }

  @Override
  public String name() {
    return "Cloakroom";
  }

  @Override
  public void begin(Told theCase) {
    var id = theCase.text("case");
    var connect = type("connect", id, "--as", PERSON);
    if (connect.exit() != 0 || !(ask(id) instanceof Token(var text))) {
      throw new AssertionError("could not be connected: " + id + " " + connect.err());
    }
    families.put(
        id,
        chaos.order("/chaos/check", "{\"access_token\":\"%s\"}".formatted(text)).text("family"));
  }

  @Override
  public Answer ask(String theCase) {
    return ask(theCase, PERSON);
  }

  private Answer ask(String theCase, String person) {
    var typed = type("token", theCase + "/" + person, "--as", "json");
    debug(theCase + " " + typed.exit() + " " + typed.err());
    return switch (typed.exit()) {
      case 0 -> new Token(token(typed.out()));
      case 4 -> new None(saying(theCase));
      default -> new None(Saying.LATER);
    };
  }

  @Override
  public Optional<Answer> logIn(Told theCase) {
    var id = theCase.text("case");
    var guest = "guest-" + guests.incrementAndGet();
    boolean saved =
        theCase.text("place").equals("device")
            ? type("connect", id, "--as", guest, "--device", "--yes").exit() == 0
            : comesBack(id, guest);
    return Optional.of(saved ? ask(id, guest) : new None(Saying.DEAD));
  }

  /// A login in a browser elsewhere: the address that it ends at is pasted.
  private boolean comesBack(String id, String guest) {
    var client = new HostClient(host.socket(), PATIENCE);
    var asked = Wire.json(new ConnectRequest(id, guest, List.of()));
    var consent = Wire.read(ConsentView.class, client.post("/v1/connect", asked).body());
    var path = "/v1/consents/" + consent.id();
    var link = Wire.read(LinkView.class, client.post(path + "/login", "{}").body()).link();
    var end = new BrowserVisitor(Map.of()).visit(URI.create(link), "http://127.0.0.1");
    try {
      var pasted = Wire.json(new PasteRequest(end.uri().toString()));
      var login = Wire.read(ConsentView.class, client.post(path + "/callback", pasted).body());
      var word = new WordRequest("save", Objects.requireNonNull(login.waitingLogin()));
      client.post(path + "/account", Wire.json(word));
      return true;
    } catch (Problem problem) {
      debug(id + " " + problem.getMessage());
      return false;
    }
  }

  private static void debug(String text) {
    if (System.getProperty("chaos.debug") != null) {
      System.err.println("cloakroom " + text);
    }
  }

  private static String token(String json) {
    return Wire.read(TokenView.class, json).accessToken().useText(text -> text);
  }

  private Saying saying(String theCase) {
    var accounts = Wire.readList(AccountView.class, type("accounts", "--json").out());
    var state =
        accounts.stream()
            .filter(account -> account.account().equals(theCase + "/" + PERSON))
            .map(AccountView::state)
            .findFirst()
            .orElse("");
    return switch (state) {
      case "needs-consent" -> Saying.DEAD;
      case "uncertain" -> Saying.UNCERTAIN;
      default -> Saying.LATER;
    };
  }

  @Override
  public String family(String theCase) {
    return Objects.requireNonNull(families.get(theCase));
  }

  @Override
  public void close() {
    host.close();
  }

  private record Typed(int exit, String out, String err) {}

  private Typed type(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            EnumSet.allOf(Terminal.Side.class),
            false);
    var around =
        new Surroundings(
            host.socket(), folder, terminal, this::open, new NoSignals(), Clock.systemUTC());
    int exit = new Commands(around, "bench", Map.of()).run(arguments);
    return new Typed(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private void open(String link) {
    Thread.startVirtualThread(
        () -> new BrowserVisitor(Map.of()).visit(URI.create(link), "nowhere"));
  }

  private static final class NoSignals implements Surroundings.Signals {
    @Override
    public void listen(IntConsumer taker) {
      // nobody presses Ctrl-C here
    }

    @Override
    public void leave(int exit) {
      throw new AssertionError("a command left by itself with " + exit);
    }
  }
}
