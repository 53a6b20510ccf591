package dev.cloakroom.vault;

import dev.cloakroom.store.PostgresAddress;
import dev.cloakroom.store.RealPostgres;
import dev.cloakroom.store.Store;
import dev.cloakroom.store.WithPostgres;
import org.junit.jupiter.api.extension.ExtendWith;

/// The same on PostgreSQL.
@ExtendWith(WithPostgres.class)
class PostgresForecastFactsIT extends ForecastFactsTest {
  private final PostgresAddress address;

  PostgresForecastFactsIT(RealPostgres postgres) {
    address = postgres.freshDatabase();
  }

  @Override
  Store openStore() {
    return Store.open(address);
  }
}
