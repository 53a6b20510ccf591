package dev.cloakroom.boot;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.backup.Backups;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.broker.Parts;
import dev.cloakroom.consent.Blocks;
import dev.cloakroom.consent.Browsers;
import dev.cloakroom.consent.ConsentRoutes;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.consent.DeviceLogins;
import dev.cloakroom.consent.Door;
import dev.cloakroom.consent.Login;
import dev.cloakroom.console.Console;
import dev.cloakroom.console.Rooms;
import dev.cloakroom.control.Accounts;
import dev.cloakroom.control.Activity;
import dev.cloakroom.control.BackupApi;
import dev.cloakroom.control.Calendar;
import dev.cloakroom.control.CalendarAddress;
import dev.cloakroom.control.CompareApi;
import dev.cloakroom.control.Control;
import dev.cloakroom.control.EventFeed;
import dev.cloakroom.control.MigrationApi;
import dev.cloakroom.delivery.StandingFiles;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.event.Events;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Route;
import dev.cloakroom.loan.Loans;
import dev.cloakroom.mount.MountPolicy;
import dev.cloakroom.nanokimi.Migration;
import dev.cloakroom.oauth.Authorizations;
import dev.cloakroom.oauth.DeviceAuthorizations;
import dev.cloakroom.oauth.Discovery;
import dev.cloakroom.oauth.HttpTokenEndpoint;
import dev.cloakroom.oauth.Identities;
import dev.cloakroom.oauth.Web;
import dev.cloakroom.probe.Verifier;
import dev.cloakroom.run.AccountKnowledge;
import dev.cloakroom.run.House;
import dev.cloakroom.run.RunLogs;
import dev.cloakroom.run.Runs;
import dev.cloakroom.sandbox.BubblewrapSandbox;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.source.Imports;
import dev.cloakroom.source.Seed;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.Spool;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Intake.Person;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grants;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A running host: every room, built by hand in reading order, and closed in the other.
final class Host implements AutoCloseable {
  static final String VERSION = "0.1.0";
  private static final int SPOOL = 1 << 20; // bytes
  private static final int RESERVE = 1 << 18; // bytes
  private static final int MOST_CLIENTS = 4096; // of the control socket, at once
  private static final int LARGEST_BACKUP = 64 << 20; // bytes
  private static final Duration FLUSH = Duration.ofSeconds(1);
  private static final Duration FOLLOW = Duration.ofSeconds(1);
  private static final Duration FOREWARN = Duration.ofHours(1);

  private final Opened opened = new Opened();
  private final Places places;
  private final ConsoleSettings consoleSettings;
  private final Clock clock =
      Clock.tick(
          new SteadyClock(Clock.systemUTC(), System::nanoTime),
          Duration.ofMillis(1)); // what the store keeps
  private final Runs runs;
  private final Map<String, Sandbox> sandboxes = new TreeMap<>();
  private final Listener console;
  private final ConsentRoutes consentRoutes;
  private final Imports imports;
  private final List<Seed> seeds;

  private Host(Places places, Settings settings, Machine machine) {
    this.places = places;
    this.consoleSettings = settings.console();
    this.seeds = settings.seeds().stream().map(seed -> seed.on(machine)).toList();
    try {
      var random = new SecureRandom();
      Home.prepare(places.home());
      opened.keep(HomeLock.take(places.lock()));
      DurableFile.privateFolder(places.runtime());
      var installation = Engines.installation(places.installation(), random);
      var safe = settings.store().open(places, opened, random);
      var store = safe.store();
      var key = safe.key();
      var node = settings.store().node(installation.id());
      var reserve = Spool.at(places.auditReserve(), RESERVE);
      var audit = new Audit(store, key.macKeyFor("audit"), node, reserve, clock);
      var holder = Holder.born(installation.id(), random);
      var spools =
          settings.store().spools(places, installation.id()).stream()
              .map(file -> Spool.at(file, SPOOL))
              .toList();
      var vault = Vault.open(store, audit, key, holder, spools, random);
      opened.keep(audit::flush);

      var catalog = settings.catalog();
      var dialects = Dialects.builtIn();
      var web = Web.open();
      var discovery = new Discovery(web, clock);
      var endpoint = new HttpTokenEndpoint(web, discovery, clock);
      var events = new Events();
      var broker =
          opened.keep(
              new Broker(
                  new Parts(
                      vault,
                      audit,
                      endpoint,
                      catalog::provider,
                      events,
                      clock,
                      random,
                      Thread::sleep)));

      var grants = new Grants(store, audit, clock);
      var knowledge = new AccountKnowledge(catalog, vault);
      var consents = new Consents(store, catalog, grants, audit, events, clock, random);
      var protocol =
          new Login.Protocol(
              new Authorizations(random), discovery, endpoint, new Identities(web, clock));
      var login = new Login(consents, catalog, protocol, vault, broker, clock);
      var door = new Door(new Browsers(random, clock), this::base);
      var devices =
          opened.keep(
              new DeviceLogins(
                  consents, login, new DeviceAuthorizations(web, clock), Thread::sleep, clock));
      this.consentRoutes = new ConsentRoutes(consents, login, devices, vault, door);

      var desk = new ProviderDesk(catalog, discovery, protocol.identities(), broker, clock);
      DurableFile.privateFolder(places.loans());
      var loans =
          opened.keep(
              new Loans(
                  places.loans(),
                  broker,
                  vault,
                  dialects::dialect,
                  events,
                  (provider, access) -> desk.whose(provider, access).map(Person::subject),
                  clock));

      DurableFile.privateFolder(places.runs());
      this.sandboxes.put(
          "bubblewrap", new BubblewrapSandbox(machine.path(), places.runtime(), installation));
      for (var engine :
          new Engines(machine.engines(), settings.image())
              .sandboxes(installation, places.runtime())) {
        sandboxes.put(engine.name(), engine);
      }
      var forbidden = new ArrayList<>(places.folders());
      if (settings.store().spool() != null) {
        forbidden.add(settings.store().spool().path());
      }
      forbidden.addAll(machine.engines().sockets());
      forbidden.addAll(places.configurations());
      forbidden.addAll(places.mountAllowlists(machine.home()));
      this.runs =
          new Runs(
              new House(
                  catalog,
                  dialects,
                  knowledge,
                  broker,
                  vault,
                  audit,
                  grants,
                  consents,
                  consentRoutes,
                  events,
                  loans,
                  sandboxes,
                  settings.sandbox(),
                  settings.rules(),
                  places.runs(),
                  new RunLogs(places.runLogs(), clock),
                  new MountPolicy(
                      places.mountAllowlists(machine.home()), machine.home(), forbidden),
                  random,
                  clock));

      var standing =
          opened.keep(
              new StandingFiles(machine.home(), grants, broker, dialects, events, knowledge));

      var startedAt = clock.instant();
      var accounts = new Accounts(catalog, vault, broker, endpoint, grants, clock);
      var backups =
          new Backups(
              new Backups.Rooms(store, audit, vault.restoration(), grants, new Blocks()),
              settings::rotates,
              clock,
              random);
      this.imports = new Imports(vault.intake(), catalog, desk, clock);
      var calendar = new Calendar(accounts, clock, ZoneId.systemDefault());
      var calendarAddress = new CalendarAddress(calendar, store, random, this::base);
      var activity = new Activity(audit);
      var feed = opened.keep(new EventFeed(events, clock));
      var control =
          new Control(
              new Control.Rooms(
                  catalog,
                  dialects,
                  vault,
                  broker,
                  accounts,
                  calendar,
                  grants,
                  consents,
                  login,
                  devices,
                  consentRoutes,
                  door,
                  events,
                  feed,
                  activity,
                  id -> knowledge.of(id, machine.home()),
                  forbidden,
                  runs::writerAt),
              () ->
                  new Control.HostFacts(
                      VERSION, places.home().toString(), base().toString(), startedAt));
      var pages =
          new Console(
              new Rooms(
                  accounts,
                  calendar,
                  grants,
                  consents,
                  catalog,
                  runs,
                  activity,
                  feed,
                  settings.shown(),
                  clock),
              door);
      this.console = opened.keep(openConsole(pages, door, calendarAddress));
      var routes = new ArrayList<Route>(control.routes());
      routes.add(calendarAddress.making());
      routes.addAll(runs.routes());
      var migration =
          new Migration(
              new Migration.Rooms(
                  places.home(),
                  machine.home(),
                  machine.engines(),
                  imports,
                  vault.intake(),
                  vault.keepsakes(),
                  grants,
                  audit,
                  dialects.dialect("kimi-cli"),
                  clock));
      routes.addAll(new MigrationApi(migration, accounts).routes());
      routes.addAll(new CompareApi(machine.home()).routes());
      var ground = new HostGround(places, machine, vault, broker, clock);
      routes.addAll(
          new Verifier(runs, () -> ground.seen(console.port()), ground::liveAccounts).routes());
      routes.addAll(new BackupApi(backups, imports, broker, accounts).routes());
      runs.noteLeftovers();
      opened.keep(
          Listener.onSocket(
              places.socket(),
              routes,
              Limits.standard().withMaxBody(LARGEST_BACKUP).withMaxConnections(MOST_CLIENTS)));
      opened.keep(runs::stopAll);

      broker.start();
      Thread.ofVirtual().name("standing files").start(standing::start);
      opened.keep(new Ticker(FOREWARN, broker::forewarn));
      if (settings.store().shared() != null) {
        opened.keep(new Ticker(FOLLOW, broker::follow));
      }
      Thread.ofVirtual().name("leftovers").start(login::clearLeftovers);
      loans.start();
      Thread.ofVirtual()
          .name("containers")
          .start(() -> loans.settle(runs.clearContainers()::contains));
      opened.keep(new Ticker(FLUSH, audit::flush));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Opens a host. Whatever fails leaves nothing open.
  ///
  /// @param machine where programs and engines are looked for
  static Host open(Places places, Settings settings, Machine machine) {
    return new Host(places, settings, machine);
  }

  /// The same without engines.
  ///
  /// @param path where programs are looked for, a list as in `PATH`
  static Host open(Places places, Settings settings, String path) {
    return open(places, settings, Machine.with(path));
  }

  private Listener openConsole(Console pages, Door door, CalendarAddress calendar) {
    var routes = new ArrayList<Route>(pages.routes());
    routes.addAll(door.routes());
    routes.addAll(consentRoutes.routes());
    routes.add(calendar.reading());
    var check = new LateCheck();
    var listener =
        Listener.onPort(
            consoleSettings.socket(),
            routes.stream().map(route -> route.with(check)).toList(),
            Limits.standard(),
            consoleSettings::mayConnect);
    check.set(consoleSettings.check(listener.port()));
    return listener;
  }

  /// Looks at the seeds, beside whatever else goes on. What becomes of them is in the log.
  void plantSeeds() {
    Thread.ofVirtual().name("seeds").start(() -> imports.plant(seeds));
  }

  /// The console's address, as browsers know it.
  URI base() {
    return consoleSettings.base(console.port());
  }

  Places places() {
    return places;
  }

  /// One of `bubblewrap`, `docker` and `podman`, whether it can be used here or not.
  Sandbox sandbox(String name) {
    return Objects.requireNonNull(sandboxes.get(name));
  }

  @Override
  public void close() {
    opened.close();
  }
}
