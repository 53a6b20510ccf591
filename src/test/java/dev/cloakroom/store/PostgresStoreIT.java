package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(WithPostgres.class)
class PostgresStoreIT extends StoreContract {
  @TempDir Path folder;
  private final RealPostgres postgres;
  private final PostgresAddress address;

  PostgresStoreIT(RealPostgres postgres) {
    this.postgres = postgres;
    this.address = postgres.freshDatabase();
  }

  @Override
  Store open() {
    return Store.open(address);
  }

  @Test
  void hasTheColumnsThatSqliteHas() {
    try (var store = open();
        var sqlite = Store.open(folder.resolve("store.db"))) {
      var ours = store.read(connection -> columns(connection, connection.getSchema()));
      ours.remove("schema_version");

      assertThat(ours).isEqualTo(sqlite.read(connection -> columns(connection, "")));
    }
  }

  @Test
  void makesItsTablesOnceWhenNodesStartTogether() throws Exception {
    var starts = IntStream.range(0, 8).mapToObj(_ -> new FutureTask<>(this::open)).toList();

    starts.forEach(Thread::startVirtualThread);
    var stores = new ArrayList<Store>();
    for (var start : starts) {
      stores.add(start.get());
    }

    Rows.put(stores.getFirst(), "color", "blue");
    assertThat(Rows.get(stores.getLast(), "color")).isEqualTo("blue");
    stores.forEach(Store::close);
  }

  @Test
  void refusesANewerSchema() {
    open().close();
    postgres.run(address, "UPDATE schema_version SET number = 7");

    assertThatThrownBy(this::open)
        .hasMessageContaining("schema 7")
        .hasMessageContaining(address.toString());
  }

  @Test
  void keepsTwoInstallationsApartBySchema() {
    try (var store = open();
        var other = Store.open(postgres.freshDatabase())) {
      Rows.put(store, "color", "blue");

      assertThat(Rows.get(other, "color")).isEmpty();
    }
  }

  @Test
  void refusesASchemaThatIsNotThere() {
    var missing = postgres.address(postgres.url("postgres") + "?currentSchema=missing");

    assertThatThrownBy(() -> Store.open(missing)).hasMessageContaining("CREATE SCHEMA");
  }

  @Test
  void refusesAServerThatCommitsBeforeTheDiskHasIt() {
    var hasty = postgres.address(address.url() + "&options=-c%20synchronous_commit=off");

    assertThatThrownBy(() -> Store.open(hasty)).extracting("code").isEqualTo("store-not-durable");
  }

  @Test
  void saysThatThePasswordIsWrongAndNotWhatItIs() {
    var wrong = new PostgresAddress(address.url(), postgres.user(), Secret.of("canary"));

    assertThatThrownBy(() -> Store.open(wrong))
        .hasMessageContaining("store.password-file")
        .hasMessageNotContaining("canary")
        .extracting("code")
        .isEqualTo("store-refused");
  }

  @Test
  void saysThatTheDatabaseIsNotThere() {
    assertThatThrownBy(() -> Store.open(postgres.address(postgres.url("missing"))))
        .hasMessageContaining("CREATE DATABASE");
  }

  @Test
  void keepsOthersWhenAWorkHidesItsFailure() {
    try (var store = open()) {
      assertThatThrownBy(() -> store.write(PostgresStoreIT::hideAFailure))
          .isInstanceOf(StoreException.class);

      Rows.put(store, "color", "blue");

      assertThat(Rows.get(store, "color")).isEqualTo("blue");
    }
  }

  @Test
  void takesTheTurnFromANodeThatStopsInTheMiddle() throws Exception {
    try (var store = open();
        var stopped = new Postgres(address).connect();
        var statement = stopped.createStatement()) {
      new Postgres(address).begin(statement);
      statement.execute("INSERT INTO meta VALUES ('color', 'red')");

      Rows.put(store, "color", "blue"); // waits for five seconds

      assertThatThrownBy(() -> statement.execute("COMMIT")).isInstanceOf(SQLException.class);
      assertThat(Rows.get(store, "color")).isEqualTo("blue");
    }
  }

  private static int hideAFailure(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate("INSERT INTO missing VALUES (1)");
    } catch (SQLException _) {
      return 0;
    }
  }

  private static Map<String, List<String>> columns(Connection connection, String schema)
      throws SQLException {
    var columns = new TreeMap<String, List<String>>();
    try (var rows =
        connection.getMetaData().getColumns(null, schema.isEmpty() ? null : schema, "%", "%")) {
      while (rows.next()) {
        columns.merge(
            rows.getString("TABLE_NAME"),
            List.of(rows.getString("COLUMN_NAME")),
            (before, next) -> Stream.concat(before.stream(), next.stream()).toList());
      }
    }
    columns
        .keySet()
        .removeIf(name ->
            name.startsWith("sqlite_") || name.contains("_pkey") || name.equals("lineage_changed"));
    return columns;
  }
}
