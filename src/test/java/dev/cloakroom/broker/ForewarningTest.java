package dev.cloakroom.broker;

import static dev.cloakroom.broker.BrokerFixture.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Ending;
import dev.cloakroom.event.Event;
import dev.cloakroom.oauth.TokenOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForewarningTest {
  private static final Duration LIFE = Duration.ofDays(30);

  @TempDir Path folder;
  private BrokerFixture house;

  @BeforeEach
  void open() {
    house = new BrokerFixture(folder, Quirks.Rotation.NONE, null);
    house.limitLives(LIFE, null);
    house.connect(Duration.ofDays(90));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void warnsFourteenSevenAndOneDayBeforeTheEndOnceEach() {
    for (int hour = 0; hour < 31 * 24; hour++) {
      house.broker.forewarn();
      house.clock.advance(Duration.ofHours(1));
    }

    assertThat(house.warnings).extracting(Event.Expiring::days).containsExactly(14, 7, 1);
  }

  @Test
  void tellsWhichAccountEndsWhenAndWhy() {
    var end = house.clock.instant().plus(LIFE);
    house.clock.advance(Duration.ofDays(23));

    house.broker.forewarn();

    assertThat(house.warnings)
        .containsExactly(new Event.Expiring(ANA, end, Ending.ABSOLUTE_LIFETIME, 7));
    assertThat(house.warnings.getFirst().sentence())
        .isEqualTo(
            "google/ana lasts until 2026-12-21T10:00:00Z, 7 days at most: the provider lets no authorization live longer. Log in again before, with `cloakroom connect google --as ana`.");
  }

  @Test
  void warnsNobodyTwiceAfterARestart() {
    house.clock.advance(Duration.ofDays(23));
    house.broker.forewarn();

    house.restart();
    house.broker.start();
    house.broker.forewarn();

    assertThat(house.warnings).hasSize(1);
  }

  @Test
  void warnsOnceThoughSeveralNodesNotice() {
    var other = house.anotherNode();
    other.start();
    house.clock.advance(Duration.ofDays(23));

    house.broker.forewarn();
    other.forewarn();

    assertThat(house.warnings).hasSize(1);
    other.close();
  }

  @Test
  void warnsAnewOfANewAuthorization() {
    house.clock.advance(Duration.ofDays(23));
    house.broker.forewarn();
    house.connect(Duration.ofDays(90));
    house.broker.forewarn();

    house.clock.advance(Duration.ofDays(23));
    house.broker.forewarn();

    assertThat(house.warnings).extracting(Event.Expiring::days).containsExactly(7, 7);
  }

  @Test
  void saysNothingOfAnAccountWhoseStateSaysIt() {
    house.clock.advance(Duration.ofDays(23));
    house.endpoint.answers(new TokenOutcome.InvalidGrant("invalid_grant"));
    house.broker.refused(ANA, house.vault.require(ANA).generation());

    house.broker.forewarn();

    assertThat(house.warnings).isEmpty();
  }

  @Test
  void warnsLaterWhenTheWarningCannotBeNoted() {
    house.clock.advance(Duration.ofDays(23));
    house.execute("ALTER TABLE warning RENAME TO away");
    house.broker.forewarn();
    assertThat(house.warnings).isEmpty();

    house.execute("ALTER TABLE away RENAME TO warning");
    house.broker.forewarn();

    assertThat(house.warnings).hasSize(1);
  }
}
