package dev.cloakroom.http;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A place where clients connect, a port or a Unix socket, and the routes that it serves.
///
/// It listens from its making to its closing. Each connection has a virtual thread; one more
/// accepts and one more looks after the clients' time. None of them keeps the JVM alive. Safe for
/// any thread.
public final class Listener implements AutoCloseable {
  /// The most bytes that the path of a socket may have: the kernel takes 108, other systems less.
  public static final int LONGEST_SOCKET_PATH = 100;

  private static final System.Logger LOGGER = System.getLogger(Listener.class.getName());

  /// A connection may go, where room is short, after this part of its time.
  private static final int IDLE_SHARE = 60;

  private static final Duration PLACE_PAUSE = Duration.ofMillis(20);
  private static final Duration ADMISSION_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_SWEEP = Duration.ofSeconds(1);

  private final ServerSocketChannel channel;
  private final @Nullable SocketFile file;
  private final Limits limits;
  private final Engine engine;
  private final @Nullable RateLimit rate;
  private final Answers answers;
  private final Predicate<InetAddress> mayConnect;
  private final Semaphore places;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Thread sweeper =
      Thread.ofVirtual().name("cloakroom-http-sweep").unstarted(this::sweep);

  private Listener(
      ServerSocketChannel channel,
      @Nullable SocketFile file,
      List<Route> routes,
      Limits limits,
      @Nullable RateLimit rate,
      Predicate<InetAddress> mayConnect) {
    this.mayConnect = mayConnect;
    this.channel = channel;
    this.file = file;
    this.limits = limits;
    this.engine = new Engine(limits);
    this.rate = rate;
    this.answers = new Answers(routes, rate);
    this.places = new Semaphore(limits.maxConnections());
  }

  /// Listens on a port; port 0 takes any that is free.
  public static Listener onPort(InetSocketAddress address, List<Route> routes, Limits limits) {
    return onPort(address, routes, limits, _ -> true);
  }

  /// The same for some clients only: those at other addresses are hung up on.
  public static Listener onPort(
      InetSocketAddress address,
      List<Route> routes,
      Limits limits,
      Predicate<InetAddress> mayConnect) {
    try {
      var channel = ServerSocketChannel.open();
      try {
        channel.bind(address, 1024);
        return new Listener(channel, null, routes, limits, null, mayConnect).started();
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (BindException e) {
      throw new Problem(
          Kind.FAILED,
          "port-taken",
          "Port %d on %s can't be had, most likely another program has it: stop that, or set another port."
              .formatted(address.getPort(), address.getHostString()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Listens on a Unix socket that only this user may use.
  public static Listener onSocket(Path path, List<Route> routes, Limits limits) {
    return onSocket(path, routes, limits, null);
  }

  /// The same for clients that may come no faster than `rate`; null for any speed.
  public static Listener onSocket(
      Path path, List<Route> routes, Limits limits, @Nullable RateLimit rate) {
    try {
      var channel = SocketFile.bind(path);
      try {
        return new Listener(channel, SocketFile.at(path), routes, limits, rate, _ -> true)
            .started();
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED,
          "socket-failed",
          "no socket can be made at %s: see that its folder can be written".formatted(path),
          e);
    }
  }

  /// The port, as the system gave it; 0 for a Unix socket.
  public int port() {
    return file == null ? channel.socket().getLocalPort() : 0;
  }

  /// Takes no more clients, lets replies under way end within the limit's time, and cuts off the
  /// rest; streams are cut off at once.
  @Override
  public void close() {
    try {
      channel.close();
      if (file != null) {
        file.delete();
      }
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, "a listener could not be closed cleanly", e);
    }
    connections.forEach(Connection::closeSoon);
    boolean calm = allPlacesFree();
    if (!calm) {
      connections.forEach(Connection::closeNow);
    }
    sweeper.interrupt();
  }

  private boolean allPlacesFree() {
    try {
      return places.tryAcquire(
          limits.maxConnections(), limits.closeTime().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Listener started() {
    Thread.ofVirtual().name("cloakroom-http-accept").start(this::accept);
    sweeper.start();
    return this;
  }

  private void accept() {
    while (channel.isOpen()) {
      awaitPlace();
      awaitAdmission();
      try {
        open(channel.accept());
      } catch (IOException e) {
        places.release();
        if (channel.isOpen()) {
          LOGGER.log(Level.WARNING, "a client could not be accepted", e);
          LockSupport.parkNanos(Duration.ofMillis(100).toNanos()); // out of file descriptors, say
        }
      }
    }
  }

  /// Where all places are taken, the connection that was idle for longest makes room: whoever opens
  /// many and says nothing keeps nobody out.
  private void awaitPlace() {
    while (!tookPlace()) {
      long idleSince = System.nanoTime() - limits.idleTime().toNanos() / IDLE_SHARE;
      connections.stream()
          .filter(connection -> connection.isIdleSince(idleSince))
          .min(Comparator.comparingLong(Connection::idleDeadline))
          .ifPresent(Connection::closeSoon);
    }
  }

  private boolean tookPlace() {
    try {
      return places.tryAcquire(PLACE_PAUSE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      return false; // nobody does that
    }
  }

  /// Clients that come too fast wait in the kernel's queue; it is theirs alone.
  private void awaitAdmission() {
    while (rate != null && channel.isOpen() && !rate.admits()) {
      LockSupport.parkNanos(ADMISSION_PAUSE.toNanos());
    }
  }

  private void open(SocketChannel client) throws IOException {
    if (client.getRemoteAddress() instanceof InetSocketAddress peer
        && !mayConnect.test(peer.getAddress())) {
      client.close();
      places.release();
      return;
    }
    if (file == null) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    var connection = new Connection(client, engine, answers, limits);
    connections.add(connection);
    Thread.ofVirtual()
        .name("cloakroom-http")
        .start(() -> {
          try {
            connection.run();
          } finally {
            connections.remove(connection);
            places.release();
          }
        });
  }

  private void sweep() {
    long pause = sweepPause();
    while (channel.isOpen() || !connections.isEmpty()) {
      LockSupport.parkNanos(pause);
      if (Thread.interrupted()) {
        return;
      }
      long now = System.nanoTime();
      connections.forEach(connection -> connection.expire(now));
    }
  }

  private long sweepPause() {
    long shortest =
        Math.min(
            limits.requestTime().toNanos(),
            Math.min(limits.idleTime().toNanos(), limits.writeTime().toNanos()));
    return Math.clamp(shortest / 4, 1_000_000, LONGEST_SWEEP.toNanos());
  }
}
