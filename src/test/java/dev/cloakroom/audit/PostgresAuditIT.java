package dev.cloakroom.audit;

import dev.cloakroom.store.PostgresAddress;
import dev.cloakroom.store.RealPostgres;
import dev.cloakroom.store.Store;
import dev.cloakroom.store.WithPostgres;
import org.junit.jupiter.api.extension.ExtendWith;

/// The same on PostgreSQL.
@ExtendWith(WithPostgres.class)
class PostgresAuditIT extends AuditTest {
  private final PostgresAddress address;

  PostgresAuditIT(RealPostgres postgres) {
    address = postgres.freshDatabase();
  }

  @Override
  Store openStore() {
    return Store.open(address);
  }
}
