package dev.cloakroom.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.wire.AccountView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "healthy,       '',             GOOD, Healthy,         false",
    "healthy,       status-503,     WARN, Refresh delayed, false",
    "expired,       connect,        BAD,  Expired,         true",
    "needs-consent, invalid_grant,  BAD,  Needs consent,   true",
    "misconfigured, invalid_client, BAD,  Misconfigured,   false",
    "uncertain,     lost-reply,     WARN, Uncertain,       false",
    "from-tomorrow, odd,            IDLE, from-tomorrow,   false",
  })
  void hasAWordForEveryState(
      String state, String reason, Tone tone, String word, boolean needsPerson) {
    var health = Health.of(account(state, reason), NOW);

    assertThat(health.tone()).isEqualTo(tone);
    assertThat(health.word()).isEqualTo(word);
    assertThat(health.needsPerson()).isEqualTo(needsPerson);
    assertThat(health.story()).contains(reason);
  }

  @Test
  void saysWhenItIsRefreshedOrTriedAgain() {
    assertThat(Health.of(account("healthy", ""), NOW).story()).contains("next in 30 min");
    assertThat(Health.of(account("healthy", "connect"), NOW).story()).contains("try is in 40 s");
  }

  @Test
  void saysThatAnAccountEndsSoonAndWhy() {
    var soon = Health.of(ending("healthy", Duration.ofDays(6)), NOW);
    var late = Health.of(ending("healthy", Duration.ofDays(15)), NOW);

    assertThat(soon).returns(Tone.WARN, Health::tone).returns("Ends soon", Health::word);
    assertThat(soon.story())
        .startsWith(
            "In 6 d this authorization ends: the provider has your client in its test mode.");
    assertThat(soon.loginHelps()).isTrue();
    assertThat(late).returns("Healthy", Health::word).returns(false, Health::loginHelps);
  }

  @Test
  void saysWhatIsWorseThanAnEnd() {
    assertThat(Health.of(ending("uncertain", Duration.ofDays(1)), NOW).word())
        .isEqualTo("Uncertain");
  }

  @Test
  void putsWhatIsWorstFirst() {
    var states = List.of("healthy", "uncertain", "misconfigured", "expired", "needs-consent");

    var sorted =
        states.stream().sorted(Comparator.comparingInt(s -> Health.of(account(s, ""), NOW).rank()));

    assertThat(sorted).containsExactlyElementsOf(states.reversed());
  }

  @Test
  void measuresTheLifeThatIsLeft() {
    var half = Life.of(account("healthy", ""), NOW);
    var end = NOW.plus(Duration.ofHours(1));

    assertThat(half).isEqualTo(new Life(Tone.GOOD, 50, "60 min left"));
    assertThat(lives(end.minusSeconds(60), end.plusSeconds(70)))
        .containsExactly(
            new Life(Tone.WARN, 1, "60 s left"), new Life(Tone.BAD, 0, "over for 70 s"));
  }

  @Test
  void knowsTokensThatDoNotEnd() {
    var account =
        new AccountView("a/b", "b", "healthy", "", "", 1, NOW, null, null, null, null, null, null);

    assertThat(Life.of(account, NOW)).isEqualTo(new Life(Tone.GOOD, 100, "does not end"));
    assertThat(Health.of(account, NOW).story()).contains("does not end");
  }

  @Test
  void knowsLivesThatWereOverFromTheStart() {
    var account =
        new AccountView("a/b", "b", "expired", "", "", 1, NOW, NOW, null, null, null, null, null);

    assertThat(Life.of(account, NOW).percent()).isZero();
  }

  private static Stream<Life> lives(Instant... moments) {
    return Stream.of(moments).map(now -> Life.of(account("healthy", ""), now));
  }

  private static AccountView ending(String state, Duration left) {
    return account(state, "", NOW.plus(left), "test-mode");
  }

  private static AccountView account(String state, String reason) {
    return account(state, reason, null, null);
  }

  private static AccountView account(
      String state, String reason, @Nullable Instant end, @Nullable String because) {
    return new AccountView(
        "google/ana",
        "ana",
        state,
        reason,
        "a",
        1,
        NOW.minus(Duration.ofHours(1)),
        NOW.plus(Duration.ofHours(1)),
        NOW.plus(Duration.ofMinutes(30)),
        NOW.plus(Duration.ofSeconds(40)),
        end,
        because,
        null);
  }
}
