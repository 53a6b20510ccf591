package dev.cloakroom.store;

import dev.cloakroom.credential.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Debian's PostgreSQL with a cluster of its own, on a free port of the loopback, with passwords.
/// It never runs as root: the user `postgres` has it then.
public final class RealPostgres implements AutoCloseable {
  private static final String USER = "cloakroom";
  private static final String PASSWORD = "a-password-of-the-tests";
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private final Path folder;
  private final Path programs;
  private final int port;
  private final AtomicInteger databases = new AtomicInteger();
  private Process server;

  private RealPostgres(Path folder, Path programs, int port) {
    this.folder = folder;
    this.programs = programs;
    this.port = port;
    this.server = launch();
  }

  /// Makes a cluster, and starts its server.
  public static RealPostgres start() {
    try {
      var folder = Files.createTempDirectory("cloakroom-postgres");
      var password = Files.writeString(folder.resolve("password"), PASSWORD);
      if (ROOT) {
        Tools.run("chown", "-R", "postgres:", folder.toString());
      }
      var programs = programs();
      Tools.run(
          asServer(
              programs.resolve("initdb").toString(),
              "--pgdata=" + folder.resolve("data"),
              "--username=" + USER,
              "--pwfile=" + password,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C.UTF-8",
              "--locale-provider=icu", // sorts texts as people do, unless told otherwise
              "--icu-locale=en-US",
              "--no-sync"));
      return new RealPostgres(folder, programs, freePort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path programs() throws IOException {
    try (var versions = Files.newDirectoryStream(Path.of("/usr/lib/postgresql"))) {
      var found = new ArrayList<Path>();
      versions.forEach(version -> found.add(version.resolve("bin")));
      return found.stream().max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String[] asServer(String... command) {
    var all = new ArrayList<String>();
    if (ROOT) {
      all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"));
    }
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }

  private Process launch() {
    var command =
        asServer(
            programs.resolve("postgres").toString(),
            "-D",
            folder.resolve("data").toString(),
            "-p",
            String.valueOf(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=on");
    try {
      var log = ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile());
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(log)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until it takes connections.
  public RealPostgres ready() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try (var connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD)) {
        return connection.isClosed() ? ready() : this;
      } catch (SQLException e) {
        if (System.nanoTime() > end || !server.isAlive()) {
          throw new AssertionError("PostgreSQL is not up: " + log(), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The address of a database, without user and password.
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /// Another database with nothing in it: a schema of its own, which is made faster.
  public PostgresAddress freshDatabase() {
    var schema = "test" + databases.incrementAndGet();
    var address = address(url("postgres") + "?currentSchema=" + schema);
    run(address, "CREATE SCHEMA " + schema);
    return address;
  }

  /// An address with the user and the password that are right here.
  public PostgresAddress address(String url) {
    return at(url);
  }

  /// The same in another process than the one that started it.
  public static PostgresAddress at(String url) {
    return new PostgresAddress(url, USER, Secret.of(PASSWORD));
  }

  /// The user of every database.
  public String user() {
    return USER;
  }

  public Secret password() {
    return Secret.of(PASSWORD);
  }

  /// Runs a statement as an administrator.
  public void run(PostgresAddress address, String sql) {
    try (var connection = DriverManager.getConnection(address.url(), USER, PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /// Ends it as the kernel does when memory runs out: the server, and each of its processes.
  public void kill() {
    var all = new ArrayList<>(server.descendants().toList());
    all.add(server.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  /// Stops it, as an administrator does who does not wait for its clients.
  public void stop() {
    try {
      Tools.run("kill", "-INT", String.valueOf(server.pid()));
      server.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Starts it again, on the same port.
  public void restart() {
    server = launch();
    ready();
  }

  @Override
  public void close() {
    if (server.isAlive()) {
      stop();
    }
    Tools.run("rm", "-rf", folder.toString());
  }
}
