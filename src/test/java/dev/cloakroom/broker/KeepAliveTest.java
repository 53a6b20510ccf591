package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Secret;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepAliveTest {
  @TempDir Path folder;
  private BrokerFixture house;

  @BeforeEach
  void open() {
    house = new BrokerFixture(folder, Quirks.Rotation.NONE, null);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void exercisesARefreshTokenThatNobodyUses() {
    house.limitLives(null, Duration.ofDays(60));
    house.connect(Duration.ofDays(365));

    for (int day = 0; day < 365; day++) {
      house.endpoint.does(() -> house.granted("a2", null, Duration.ofDays(365)));
      house.breathe(house.broker);
      house.clock.advance(Duration.ofDays(1));
    }

    assertThat(house.endpoint.sent()).hasSizeBetween(12, 13).containsOnly(Secret.of("r1"));
  }

  @Test
  void exercisesItInTimeThoughItsAccessTokenIsYoung() {
    house.limitLives(null, Duration.ofHours(2));
    house.connect(Duration.ofHours(8));
    house.endpoint.does(() -> house.granted("a2", null, Duration.ofHours(8)));
    house.clock.advance(Duration.ofHours(1));

    house.breathe(house.broker);

    assertThat(house.endpoint.sent()).hasSize(1);
    assertThat(house.status().due()).isAfter(house.clock.instant());
  }
}
