package dev.cloakroom.nanokimi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Secret;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CopiesTest {
  private static final Instant NOW = ForeignCheckout.NOW;

  @Test
  void areComparedByWhatTheTokensSay() {
    var older = copy(ForeignCheckout.login(1, "kai"));
    var newer = copy(ForeignCheckout.login(2, "kai"));

    assertThat(newer.compare(older)).hasValue(1);
    assertThat(older.compare(newer)).hasValue(-1);
    assertThat(older.compare(older)).hasValue(0);
  }

  @Test
  void areComparedByTheFileWhereTheTokensSayNothing() {
    var older = copy(ForeignCheckout.json("a1", "r1", NOW));
    var newer = copy(ForeignCheckout.json("a2", "r2", NOW.plusMillis(900_000)));

    assertThat(newer.compare(older)).hasValue(1);
  }

  @Test
  void areComparedByTheirStartWhereTheirLivesDiffer() {
    var shortLived =
        copy(
            "{\"access_token\":\"a2\",\"refresh_token\":\"r2\",\"expires_at\":1795255100.5,\"expires_in\":60}");
    var longLived =
        copy(
            "{\"access_token\":\"a1\",\"refresh_token\":\"r1\",\"expires_at\":1795256000,\"expires_in\":3600}");

    assertThat(shortLived.compare(longLived)).isEmpty(); // begun later, ends sooner: at odds
  }

  @Test
  void areNotComparedWhereNothingDiffers() {
    var one = copy("{\"access_token\":\"a1\",\"refresh_token\":\"r1\",\"expires_at\":0}");
    var other = copy("{\"access_token\":\"a2\",\"refresh_token\":\"r2\"}");

    assertThat(one.compare(other)).isEmpty();
    assertThat(one.ends()).isNull();
  }

  @Test
  void loseTheirRefreshTokenAndNothingElse() {
    var neutral = copy(ForeignCheckout.json("a1", "r1", NOW)).neutralised();

    assertThat(copy(neutral.useText(text -> text)).hasRefresh()).isFalse();
    assertThat(neutral.<String>useText(text -> text))
        .contains("\"more\":\"kept\"", "\"access_token\":\"a1\"", "\"expires_at\":1795256100.25");
  }

  private static Copy copy(String text) {
    return Copy.of("x", Path.of("/x"), Secret.of(text), NOW);
  }
}
