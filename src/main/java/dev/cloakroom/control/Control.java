package dev.cloakroom.control;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.consent.ConsentRoutes;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.consent.DeviceLogins;
import dev.cloakroom.consent.Door;
import dev.cloakroom.consent.Login;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.dialect.TokenForms;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.wire.AccountView;
import dev.cloakroom.wire.ConnectRequest;
import dev.cloakroom.wire.GrantView;
import dev.cloakroom.wire.LinkView;
import dev.cloakroom.wire.StatusView;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.Grants;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The HTTP API of the control socket: accounts, tokens, grants, consents. Who can open the socket
/// is the person, so it asks for nothing more.
public final class Control {
  private static final long LONGEST_LIFE = Duration.ofDays(365).toSeconds();

  private final Rooms rooms;
  private final ConsentApi consents;
  private final TokenApi tokens;
  private final DialectApi dialects;
  private final Supplier<HostFacts> facts;

  /// The rooms that the API opens.
  ///
  /// @param knowledge what programs of the person have to know of an account
  /// @param forbidden folders that nobody's tool may have its files in
  /// @param writers tells which run can write at a path
  public record Rooms(
      Catalog catalog,
      Dialects dialects,
      Vault vault,
      Broker broker,
      Accounts accounts,
      Calendar calendar,
      Grants grants,
      Consents consents,
      Login login,
      DeviceLogins devices,
      ConsentRoutes links,
      Door door,
      Events events,
      EventFeed feed,
      Activity activity,
      Function<AccountId, Facts> knowledge,
      List<Path> forbidden,
      Function<Path, Optional<String>> writers) {
    public Rooms {
      forbidden = List.copyOf(forbidden);
    }
  }

  /// What the host knows of itself: the fields of [StatusView] but for the accounts.
  public record HostFacts(String version, String home, String console, Instant startedAt) {}

  /// The API over `rooms`.
  public Control(Rooms rooms, Supplier<HostFacts> facts) {
    this.rooms = rooms;
    this.consents = new ConsentApi(rooms.consents, rooms.login, rooms.devices, rooms.links);
    this.dialects = new DialectApi(rooms.dialects);
    this.tokens = new TokenApi(rooms.broker, new TokenForms(rooms.dialects), rooms.knowledge);
    this.facts = facts;
  }

  /// The routes, for the control socket.
  public List<Route> routes() {
    return Stream.of(looks(), deeds(), tokens.routes(), dialects.routes(), consents.routes())
        .flatMap(List::stream)
        .toList();
  }

  /// The routes that carry no token and change nothing.
  private List<Route> looks() {
    return List.of(
        Route.get("/v1/status", _ -> status()),
        Route.get(
            "/v1/accounts", _ -> Reply.json(Wire.json(AccountView.class, rooms.accounts.all()))),
        Route.get("/v1/calendar.ics", _ -> rooms.calendar.reply()),
        Route.get("/v1/grants", _ -> grants(rooms.grants.all())),
        Route.get("/v1/activity", rooms.activity::page),
        Route.get("/v1/events", rooms.feed::follow));
  }

  private List<Route> deeds() {
    return List.of(
        Route.delete("/v1/accounts/{provider}/{name}", this::disconnect),
        Route.post("/v1/connect", this::connect),
        Route.post("/v1/grants", this::grant),
        Route.delete("/v1/grants/{workload}/{provider}/{name}", this::ungrant),
        Route.post("/v1/console", _ -> console()));
  }

  private Reply status() {
    var host = facts.get();
    return Reply.json(
        Wire.json(
            new StatusView(
                host.version(),
                host.home(),
                host.console(),
                host.startedAt(),
                rooms.accounts.all())));
  }

  static Duration seconds(String text) {
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 0) {
        return Duration.ofSeconds(Math.min(seconds, LONGEST_LIFE));
      }
    } catch (NumberFormatException _) {
      // told below, like a negative number
    }
    throw new Problem(
        Kind.USAGE, "bad-number", "min_ttl and wait are numbers of seconds, from 0 on.");
  }

  static AccountId account(Request request) {
    var text = request.parameter("provider") + "/" + request.parameter("name");
    return AccountId.parse(text)
        .orElseThrow(() ->
            new Problem(
                Kind.USAGE,
                "bad-account",
                "An account is written provider/name, in lower-case letters, digits, dots and hyphens."));
  }

  private Reply disconnect(Request request) {
    return Reply.json(Wire.json(rooms.accounts.disconnect(account(request))));
  }

  private Reply connect(Request request) {
    var asked = Wire.read(ConnectRequest.class, request.json());
    var name = asked.as();
    if (name != null && !AccountId.isName(name)) {
      throw new Problem(
          Kind.USAGE,
          "bad-account",
          "--as %s is not a name: use lower-case letters, digits, dots and hyphens."
              .formatted(name.replaceAll("[^\\x20-\\x7e]", "?")));
    }
    var raised = rooms.consents.connect(asked.provider(), name, Scopes.of(asked.scopes()));
    return Reply.json(
        Wire.json(consents.view(raised, rooms.links.linkForPerson(raised).toString())));
  }

  private static Reply grants(List<Grant> grants) {
    return Reply.json(Wire.json(GrantView.class, grants.stream().map(Control::view).toList()));
  }

  private static GrantView view(Grant grant) {
    return new GrantView(
        grant.workload(),
        grant.account().toString(),
        grant.name(),
        List.copyOf(grant.scopes().names()),
        grant.form().mode().word(),
        grant.form().dialect(),
        grant.form().file());
  }

  private Reply grant(Request request) {
    var asked = Wire.read(GrantView.class, request.json());
    var id = AccountId.parse(asked.account()).orElseThrow(() -> notAnAccount(asked.account()));
    rooms.vault.require(id);
    var name = asked.name() == null ? usualName(asked, id) : asked.name();
    requireName(asked.workload());
    requireName(name);
    var form = form(asked, name);
    var scopes = rooms.catalog.provider(id.provider()).expand(Scopes.of(asked.scopes()));
    var grant = new Grant(asked.workload(), id, name, scopes, form);
    var granted = rooms.grants.grant(grant);
    rooms.events.publish(new Event.Granted(granted.workload(), id));
    return Reply.json(Wire.json(view(granted)));
  }

  private Form form(GrantView asked, String name) {
    var wished = asked.dialect();
    var word = asked.mode();
    var file = asked.file();
    if (wished == null && file == null) {
      return Form.of(word == null ? Mode.ACCESS_FILE : Mode.of(word));
    }
    var dialect = rooms.dialects.dialect(wished == null ? Dialects.USUAL : wished);
    if (file == null) {
      return new Form(Form.modeOf(dialect, word), dialect.name(), null);
    }
    if (!asked.workload().equals(Consents.HOST)) {
      throw new Problem(
          Kind.USAGE,
          "file-for-runs",
          "--file is for the workload host, the person's own machine: runs get their files in their containers.");
    }
    var mode = Form.modeOf(dialect, Mode.ACCESS_FILE.word());
    var place = new StandingPlace(rooms.grants, rooms.forbidden, rooms.writers).check(file, name);
    return new Form(mode, dialect.name(), place.toString());
  }

  /// The provider's name, or, for a tool, the tool's.
  private static String usualName(GrantView asked, AccountId id) {
    return Objects.requireNonNullElse(asked.dialect(), id.provider());
  }

  private static Problem notAnAccount(String text) {
    return new Problem(
        Kind.USAGE,
        "bad-account",
        "%s is no account: one is written provider/name, such as google/ana."
            .formatted(text.replaceAll("[^\\x20-\\x7e]", "?")));
  }

  private static void requireName(String name) {
    if (!AccountId.isName(name) || name.startsWith("run-")) {
      throw new Problem(
          Kind.USAGE,
          "bad-workload",
          "A workload's or a file's name has 1 to 64 characters of a-z 0-9 . _ - and begins with a letter or digit; `run-…` is taken.");
    }
  }

  private Reply ungrant(Request request) {
    var id = account(request);
    var workload = request.parameter("workload");
    var ended = rooms.grants.end(workload, id);
    if (ended.isEmpty()) {
      throw new Problem(
          Kind.NOT_FOUND,
          "unknown-grant",
          "That workload has no grant of %s: see `cloakroom grants`.".formatted(id));
    }
    rooms.events.publish(new Event.Ungranted(workload, id));
    return grants(ended);
  }

  private Reply console() {
    return Reply.json(Wire.json(new LinkView(rooms.door.linkToConsole().toString())));
  }
}
