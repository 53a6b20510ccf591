package dev.cloakroom.bench;

import dev.cloakroom.chaos.ChaosClient.Told;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.PostgresAddress;
import dev.cloakroom.store.RealPostgres;
import dev.cloakroom.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Host processes of one installation, over a PostgreSQL of their own.
final class Nodes implements AutoCloseable {
  private static final String PROVIDER = "local";

  private final RealPostgres postgres;
  private final Store store;
  private final ClosedHome vault;
  private final List<RunningHost> hosts = new ArrayList<>();

  private Nodes(RealPostgres postgres, Store store, ClosedHome vault) {
    this.postgres = postgres;
    this.store = store;
    this.vault = vault;
  }

  /// Starts so many, whose one provider has its token endpoint at `server`.
  static Nodes start(Path folder, URI server, int count) {
    var postgres = RealPostgres.start().ready();
    var address = postgres.freshDatabase();
    DurableFile.privateFolder(folder);
    var keyFile = folder.resolve("master.key");
    var store = Store.open(address);
    var key = MasterKey.shared(keyFile, store, new SecureRandom());
    var nodes = new Nodes(postgres, store, ClosedHome.of(store, key, folder));
    try {
      for (int i = 0; i < count; i++) {
        var home = folder.resolve("node" + i);
        settle(home, address, postgres, server);
        Files.copy(keyFile, home.resolve("master.key"), StandardCopyOption.COPY_ATTRIBUTES);
        nodes.hosts.add(RunningHost.start(home));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      nodes.close();
      throw e;
    }
    return nodes;
  }

  private static void settle(Path home, PostgresAddress address, RealPostgres postgres, URI server)
      throws IOException {
    DurableFile.privateFolder(home);
    var password = postgres.password().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    Files.writeString(home.resolve("password"), password);
    RunningHost.settle(
        home,
        """
        console: {port: 0}
        store: {url: '%s', user: %s, password-file: password, node: %s}
        providers:
          %s:
            authorization-endpoint: %s/authorize
            token-endpoint: %s/token
            client: {id: ok, auth: none}
        """
            .formatted(
                address.url(), address.user(), home.getFileName(), PROVIDER, server, server));
  }

  List<RunningHost> hosts() {
    return hosts;
  }

  static AccountId id(String name) {
    return new AccountId(PROVIDER, name);
  }

  /// Connects an account of the given family, whose access token came so long ago, and lives so
  /// much longer.
  void connect(String name, Told family, Duration left, Duration age) {
    var access = Secret.of(family.text("access_token"));
    vault.connect(id(name), access, Secret.of(family.text("refresh_token")), left, age);
  }

  /// Lets each commit of an attempt take half a second from now on.
  void drawCommitsOut() {
    sql(
        """
        CREATE FUNCTION draw_out() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER drawn_out AFTER INSERT ON attempt
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION draw_out()
        """);
  }

  /// Waits until an attempt is being committed.
  void awaitCommit() {
    var asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    while (count(asleep) == 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// Ends what [#drawCommitsOut] began, once all that was begun is over.
  void commitAtOnce() {
    sql("DROP TRIGGER drawn_out ON attempt; DROP FUNCTION draw_out");
  }

  private void sql(String statements) {
    store.write(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(statements);
      }
    });
  }

  private long count(String query) {
    return store.read(connection -> {
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery(query)) {
        rows.next();
        return rows.getLong(1);
      }
    });
  }

  /// The generation that is saved.
  long generation(String name) {
    return vault.vault().require(id(name)).generation().number();
  }

  @Override
  public void close() {
    hosts.forEach(RunningHost::close);
    vault.close();
    postgres.close();
  }
}
