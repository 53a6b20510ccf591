package dev.cloakroom.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.dialect.Outfit;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.loan.Lent;
import dev.cloakroom.loan.Loans;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Port;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.Share;
import dev.cloakroom.workload.Grant;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the grants of one run are delivered as, opened and closed as one: token files, folders of
/// tools, variables, and the run's endpoint. Safe for any thread.
public final class Deliveries implements AutoCloseable {
  /// The home folder inside every container.
  public static final Path HOME = Path.of("/home");

  /// Where the plain token files are inside.
  public static final Path TOKENS = Path.of("/workspace/tokens");

  private static final String ENDPOINT = "e";
  private static final String SOCKET = "socket";
  private static final Secret NOTHING = Secret.of("");

  private final Path folder;
  private final Tenant tenant;
  private final Parts parts;
  private final Destination destination;
  private final Share share;
  private final TokenFiles files;
  private final Events.Subscription subscription;

  @GuardedBy("this")
  private final Map<String, Grant> fitted = new LinkedHashMap<>();

  /// The names of grants whose folders were filled. It never shrinks.
  @GuardedBy("this")
  private final Set<String> planted = new HashSet<>();

  @GuardedBy("this")
  private final Fittings fittings;

  @GuardedBy("this")
  private final List<Lent> lent = new ArrayList<>();

  @GuardedBy("this")
  private boolean abandoned;

  @GuardedBy("this")
  private @Nullable RunEndpoint endpoint;

  /// What the deliveries of every run are made with.
  ///
  /// @param knowledge tells what tools have to know of an account
  public record Parts(
      Broker broker,
      Events events,
      Dialects dialects,
      Knowledge knowledge,
      Loans loans,
      RandomGenerator random,
      Clock clock) {}

  /// Where a run's container will be.
  ///
  /// @param sandbox the engine's name
  /// @param share how the container's user reaches the run's files
  /// @param variables what the person sets for the command
  public record Destination(String sandbox, Share share, Map<String, String> variables) {
    public Destination {
      variables = Map.copyOf(variables);
    }
  }

  /// Nothing is delivered yet.
  ///
  /// @param folder the run's own on the host; made when it is missing
  public Deliveries(Path folder, Tenant tenant, Parts parts, Destination destination) {
    this.folder = folder;
    this.tenant = tenant;
    this.parts = parts;
    this.destination = destination;
    this.share = destination.share;
    this.files = new TokenFiles(tenant.run(), parts.broker, parts.events);
    this.fittings = new Fittings(folder);
    made(Fittings.plain(folder));
    this.subscription = parts.events.subscribe(this::hear);
    parts.broker.introduce(tenant.run(), tenant.workload());
  }

  /// Delivers a grant; its token lives for `margin` at least, null for the usual. What it needs of
  /// mounts, variables and ports counts for a container that is started afterwards.
  ///
  /// @throws Problem when there is no token to deliver, or it can do more than the grant allows
  public void add(Grant grant, @Nullable Duration margin) {
    var dialect = parts.dialects.dialect(grant.form().dialect());
    if (grant.form().mode() == Mode.ADOPTED_FILE) {
      lend(grant, dialect);
    } else {
      deliver(grant, dialect, margin);
    }
  }

  private void deliver(Grant grant, Dialect dialect, @Nullable Duration margin) {
    var mode = grant.form().mode();
    var tokens = Release.of(grant, margin, parts.broker, tenant.run());
    tenant.receives(tokens.access());
    var phantoms = phantoms(grant);
    var facts = parts.knowledge.of(grant, phantoms, HOME, destination.variables);
    var phantom = mode == Mode.TOKEN_ENDPOINT ? phantoms.refreshToken() : null;
    var outfit = dialect.outfit(mode, tokens.shownWith(phantom), facts);
    fit(grant, dialect, outfit, Fittings.own(folder, grant));
    var place = outfit.place();
    if (place != null) {
      var own = place.folder() == null ? Fittings.plain(folder) : Fittings.own(folder, grant);
      var file =
          new RunFile(
              own.resolve(place.file()),
              share,
              tenant::receives,
              newer -> dialect.write(mode, newer.shownWith(null), facts));
      files.add(grant, file, margin);
    }
  }

  /// Lends the refresh token, once: a run that has it goes on with it. Never under our lock: while
  /// the broker tells us what happens to the account, it holds its own.
  private void lend(Grant grant, Dialect dialect) {
    if (granted().contains(grant)) {
      return;
    }
    requireReadable(grant);
    var facts = parts.knowledge.of(grant, Phantoms.none(grant.name()), HOME, destination.variables);
    var one =
        parts.loans.open(
            new Loans.Borrower(
                grant, tenant.run(), destination.sandbox, facts, share.owner(), tenant::receives));
    synchronized (this) {
      lent.add(one);
    }
    fit(grant, dialect, one.outfit(), one.folder());
  }

  /// Makes room for a grant that may come while the container runs: what some modes need has to be
  /// there when it starts.
  public synchronized void expect(Mode mode) {
    if (hasEndpoint(mode)) {
      endpoint();
    }
  }

  /// What a listed user makes is theirs alone, and so would be the token that a tool has rotated.
  private void requireReadable(Grant grant) {
    if (share instanceof Share.Listed) {
      throw new Problem(
          Kind.REFUSED,
          "user-not-lendable",
          "The refresh token of %s can't be lent to a container whose user is another on this machine, since you could not read what its tool writes: leave --user out, or use bubblewrap or a rootless Podman of your own."
              .formatted(grant.account()));
    }
  }

  /// What stands for the run's secrets, where the mode has the run's endpoint.
  private synchronized Phantoms phantoms(Grant grant) {
    return hasEndpoint(grant.form().mode()) ? endpoint().open(grant) : Phantoms.none(grant.name());
  }

  private static boolean hasEndpoint(Mode mode) {
    return mode == Mode.TOKEN_ENDPOINT || mode == Mode.METADATA;
  }

  private static Port portIn(Path folder) {
    var socket = folder.resolve(ENDPOINT).resolve(SOCKET);
    return new Port(RunEndpoint.PORT, socket, "the run's endpoint");
  }

  private synchronized RunEndpoint endpoint() {
    var opened = endpoint;
    if (opened == null) {
      var place = folder.resolve(ENDPOINT);
      DurableFile.privateFolder(place);
      opened =
          new RunEndpoint(
              place.resolve(SOCKET),
              tenant,
              parts.broker,
              parts.dialects,
              parts.random,
              parts.clock);
      opened.giveTo(share);
      DurableFile.give(place, share);
      endpoint = opened;
    }
    return opened;
  }

  /// @param own the folder of its token file on the host
  private synchronized void fit(Grant grant, Dialect dialect, Outfit outfit, Path own) {
    fitted.put(grant.name(), grant);
    if (!planted.add(grant.name())) {
      return; // the same again, with a newer token; what the run can write by now is not touched
    }
    fittings.fit(grant, dialect, outfit, own).forEach(this::made);
    var home = outfit.home();
    if (home != null) {
      DurableFile.giveToWrite(Fittings.home(folder, grant), share);
      var seeding = new Seeding(Fittings.home(folder, grant), share);
      home.seeds().forEach(seeding::plant);
    }
  }

  private Path made(Path one) {
    DurableFile.privateFolder(one);
    DurableFile.give(one, share);
    return one;
  }

  /// What a run would get for grants. Nothing is made, and nobody is asked for a token.
  ///
  /// @param expected the modes of what it may get later
  /// @param folder the run's own on the host, which need not be there
  /// @param variables what the person sets for the command
  public static Plan plan(
      List<Grant> grants,
      Set<Mode> expected,
      Parts parts,
      Path folder,
      Map<String, String> variables) {
    var fittings = new Fittings(folder);
    for (var grant : grants) {
      var dialect = parts.dialects.dialect(grant.form().dialect());
      var outfit = blank(grant, dialect, parts, variables);
      fittings.fit(grant, dialect, outfit, Fittings.own(folder, grant));
    }
    var modes = Stream.concat(grants.stream().map(grant -> grant.form().mode()), expected.stream());
    boolean open = modes.anyMatch(Deliveries::hasEndpoint);
    return fittings.plan(open ? List.of(portIn(folder)) : List.of());
  }

  /// The outfit without any token.
  private static Outfit blank(
      Grant grant, Dialect dialect, Parts parts, Map<String, String> variables) {
    var facts = parts.knowledge.of(grant, Phantoms.none(grant.name()), HOME, variables);
    var blank =
        new TokenSet(
            Generation.NONE, NOTHING, NOTHING, "Bearer", parts.clock.instant(), null, Scopes.NONE);
    return dialect.outfit(grant.form().mode(), blank, facts);
  }

  /// What a container needs for its grants.
  ///
  /// @param environment variables by name
  public record Plan(List<Mount> mounts, List<Port> ports, Map<String, String> environment) {
    public Plan {
      mounts = List.copyOf(mounts);
      ports = List.copyOf(ports);
      environment = Map.copyOf(environment);
    }
  }

  /// What is delivered right now.
  public synchronized List<Grant> granted() {
    return List.copyOf(fitted.values());
  }

  /// What a container needs for all of them.
  public synchronized Plan plan() {
    return fittings.plan(endpoint == null ? List.of() : List.of(portIn(folder)));
  }

  private void hear(Event event) {
    if (event instanceof Event.Disconnected(var account)) {
      end(grant -> grant.account().equals(account));
    } else if (event instanceof Event.Ungranted(var workload, var account)) {
      end(grant -> grant.account().equals(account) && grant.workload().equals(workload));
    }
  }

  private synchronized void end(Predicate<Grant> which) {
    fitted.values().removeIf(which);
  }

  /// Leaves what was lent to the next host: the container may still be there.
  public synchronized void abandon() {
    abandoned = true;
  }

  /// Ends them all, once the container is gone. The run's folder is left to whoever made it.
  @Override
  public void close() {
    subscription.close();
    files.close();
    end().forEach(Runnable::run); // not under our lock: replies under way may want it
    parts.broker.dismiss(tenant.run());
  }

  private synchronized List<Runnable> end() {
    fitted.clear();
    var closing = new ArrayList<Runnable>();
    lent.forEach(one -> closing.add(abandoned ? one::abandon : one::close));
    var open = endpoint;
    if (open != null) {
      closing.add(open::close);
    }
    return closing;
  }
}
