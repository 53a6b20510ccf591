package dev.cloakroom.loan;

import static dev.cloakroom.RealRooms.ANA;

import dev.cloakroom.RealRooms;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.event.Event;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Loan;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/// Real rooms that lend to runs, whose tools are played by the test.
final class LentRooms implements AutoCloseable {
  private static final Dialects DIALECTS = Dialects.builtIn();

  final RealRooms rooms;
  final List<Secret> received = new CopyOnWriteArrayList<>();
  final List<String> alarms = new CopyOnWriteArrayList<>();

  /// What the provider says whose an access token is; says nothing of others.
  final Map<String, String> people = new HashMap<>();

  private final Path temporary;
  private final Path folder;
  Loans loans;

  LentRooms(Path temporary) {
    this.temporary = temporary;
    this.folder = temporary.resolve("loans");
    this.rooms = new RealRooms(temporary);
    rooms.events.subscribe(event -> {
      if (event instanceof Event.Alarm(var code, var message)) {
        alarms.add(code + " " + message);
      }
    });
    loans = openLoans();
  }

  private Loans openLoans() {
    return new Loans(
        folder,
        rooms.broker,
        rooms.vault,
        name -> DIALECTS.find(name).orElseGet(PlainDialect::new),
        rooms.events,
        (_, access) -> access.useText(text -> Optional.ofNullable(people.get(text))),
        rooms.clock);
  }

  /// Kills the host, and starts it anew.
  LentRooms crashed() {
    rooms.close();
    return new LentRooms(temporary);
  }

  /// The vault as another node opens it.
  Vault anotherNode() {
    return Vault.open(
        rooms.store,
        rooms.audit,
        MasterKey.of(Secret.of("k".repeat(32))),
        Holder.born("b", rooms.random),
        List.of(),
        rooms.random);
  }

  Loan.Terms terms(String run) {
    return new Loan.Terms(
        run, "group", "bubblewrap", "plain-file", run + "-1", "tool.json", "", OptionalInt.empty());
  }

  Lent lend(String run) {
    return lend(run, ANA, Scopes.NONE);
  }

  Lent lend(String run, AccountId account, Scopes ceiling) {
    return lend(run, account, ceiling, "plain-file");
  }

  Lent lend(String run, AccountId account, Scopes ceiling, String dialect) {
    return lend(run, "group", account, ceiling, dialect);
  }

  /// Lends to a run that has no workload of a name.
  Lent lendOneOff(String run) {
    return lend(run, "run-" + run, ANA, Scopes.NONE, "plain-file");
  }

  private Lent lend(
      String run, String workload, AccountId account, Scopes ceiling, String dialect) {
    var form = new Form(Mode.ADOPTED_FILE, dialect, null);
    var grant = new Grant(workload, account, "tool", ceiling, form);
    return loans.open(
        new Loans.Borrower(
            grant, run, "bubblewrap", facts(grant), OptionalInt.empty(), received::add));
  }

  private static Facts facts(Grant grant) {
    return new Facts(
        grant.name(),
        grant.account().toString(),
        "",
        "",
        "",
        List.of(),
        Path.of("/home"),
        Path.of("/workspace/tokens"),
        URI.create("http://127.0.0.1:8181/tool"),
        "client",
        Secret.of("client-secret"));
  }

  /// Lets a tool write its file.
  void toolWrites(Lent lent, String text) {
    try {
      Files.writeString(file(lent), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The tool has refreshed: its tokens live an hour.
  void toolRefreshes(Lent lent, String access, String refresh) {
    toolWrites(lent, line(access, refresh, ""));
  }

  String line(String access, String refresh, String subject) {
    return PlainDialect.line(access, refresh, rooms.clock.instant().plus(RealRooms.HOUR), subject);
  }

  static Path file(Lent lent) {
    return lent.folder().resolve(PlainDialect.FILE);
  }

  /// The audit's entries of an event, oldest first: `recipient generation detail`.
  List<String> audited(String event) {
    return rooms.audit.recent(Long.MAX_VALUE, 1000).reversed().stream()
        .map(recorded -> recorded.entry())
        .filter(entry -> entry.event().equals(event))
        .map(entry -> entry.recipient() + " " + entry.generation().number() + " " + entry.detail())
        .toList();
  }

  String access() {
    return rooms.broker.peek(ANA).access().useText(text -> text);
  }

  @Override
  public void close() {
    loans.close();
    rooms.close();
  }
}
