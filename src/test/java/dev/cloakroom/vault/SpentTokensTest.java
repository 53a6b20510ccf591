package dev.cloakroom.vault;

import static dev.cloakroom.vault.Home.ANA;
import static dev.cloakroom.vault.Home.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpentTokensTest {
  @TempDir Path folder;
  private final SpentTokens spent = new SpentTokens();
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("vault.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void knowsTheTokensOfTheNewestGenerationsAndForgetsOlderOnes() {
    spend(21_000);

    assertThat(isSpent("f1000")).isFalse();
    assertThat(isSpent("f1001")).isTrue();
    assertThat(isSpent("f21000")).isTrue();
  }

  @Test
  void findsATokenByItselfHoweverManyThereAre() {
    spend(1);

    var plan =
        store.read(connection -> {
          try (var query =
                  connection.prepareStatement("EXPLAIN QUERY PLAN " + SpentTokens.ANYWHERE);
              var row = query.executeQuery()) {
            return row.getString("detail");
          }
        });

    assertThat(plan).contains("(fingerprint=?");
  }

  private void spend(int tokens) {
    store.write(connection -> {
      for (int number = 1; number <= tokens; number++) {
        spent.add(connection, BEN, "f" + number, new Generation(number));
      }
      return true;
    });
  }

  private boolean isSpent(String fingerprint) {
    return store.read(connection -> spent.hasAnywhere(connection, ANA.provider(), fingerprint));
  }
}
