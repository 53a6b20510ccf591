package dev.cloakroom.workload;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.RealRooms;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantsTest {
  @TempDir Path temporary;
  private RealRooms rooms;
  private Grants grants;

  @BeforeEach
  void open() {
    rooms = new RealRooms(temporary, openStore());
    grants = rooms.grants;
  }

  Store openStore() {
    return Store.open(temporary.resolve("vault.db"));
  }

  @AfterEach
  void close() {
    rooms.close();
  }

  @Test
  void keepsAGrantAsItWasGiven() {
    var grant = new Grant("w", ANA, "google", Scopes.of("a", "b"), Mode.ACCESS_FILE);

    grants.grant(grant);

    assertThat(new Grants(rooms.store, rooms.audit, rooms.clock).all()).containsExactly(grant);
    assertThat(grants.find("w", "google")).contains(grant);
  }

  @Test
  void sortsByWorkloadAndName() {
    var third = grants.grant(grant("w2", ANA, "a"));
    var second = grants.grant(grant("w1", ANA, "b"));
    var first = grants.grant(grant("w1", BEA, "a"));

    assertThat(grants.all()).containsExactly(first, second, third);
    assertThat(grants.of("w1")).containsExactly(first, second);
  }

  @Test
  void replacesTheGrantOfTheSameAccountAndName() {
    grants.grant(grant("w", ANA, "google"));
    var wider = new Grant("w", ANA, "google", Scopes.of("a"), Mode.ACCESS_FILE);

    grants.grant(wider);

    assertThat(grants.all()).containsExactly(wider);
  }

  @Test
  void refusesANameThatMeansAnotherAccount() {
    grants.grant(grant("w", ANA, "google"));

    assertThatThrownBy(() -> grants.grant(grant("w", BEA, "google")))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("name-taken"));
    assertThat(grants.find("w", "google").orElseThrow().account()).isEqualTo(ANA);
  }

  @Test
  void endsAllNamesOfOneAccountForOneWorkload() {
    var one = grants.grant(grant("w", ANA, "one"));
    var two = grants.grant(grant("w", ANA, "two"));
    var bea = grants.grant(grant("w", BEA, "bea"));
    var other = grants.grant(grant("x", ANA, "one"));

    assertThat(grants.end("w", ANA)).containsExactly(one, two);

    assertThat(grants.all()).containsExactly(bea, other);
    assertThat(grants.end("w", ANA)).isEmpty();
  }

  @Test
  void endsAllGrantsOfAnAccount() {
    grants.grant(grant("w", ANA, "one"));
    grants.grant(grant("x", ANA, "one"));
    var bea = grants.grant(grant("w", BEA, "bea"));

    assertThat(grants.endAllOf(ANA)).hasSize(2);

    assertThat(grants.all()).containsExactly(bea);
  }

  @Test
  void putsEachChangeOnTheAudit() {
    grants.grant(grant("w", ANA, "google"));
    grants.end("w", ANA);

    assertThat(rooms.audit.verify().entries()).isEqualTo(2);
  }

  @Test
  void countsScopesThatOpenNothingAsUnderEveryCeiling() {
    var grant = new Grant("w", ANA, "google", Scopes.of("a"), Mode.ACCESS_FILE);

    assertThat(grant.allows(Scopes.of("a", "openid", "offline_access"))).isTrue();
    assertThat(grant.allows(Scopes.of("a", "b"))).isFalse();
    assertThat(grant("w", ANA, "google").allows(Scopes.of("b"))).isTrue();
  }

  private static Grant grant(String workload, AccountId account, String name) {
    return new Grant(workload, account, name, Scopes.NONE, Mode.ACCESS_FILE);
  }
}
