package dev.cloakroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenReplyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = NOW.plusSeconds(600);
  private static final Scopes ASKED = Scopes.of("x", "y");

  @Test
  void theFirstTokensHaveTheScopesThatWereAsked() {
    var tokens = reply("r1", null, END).first(ASKED);

    assertThat(tokens.generation().number()).isEqualTo(1);
    assertThat(tokens.scopes()).isEqualTo(ASKED);
    assertThat(tokens.refreshEndsAt()).isEqualTo(END);
  }

  @Test
  void whatAReplyDoesNotSayStaysAsItIs() {
    var first = reply("r1", Scopes.of("x"), END).first(ASKED);

    var second = reply(null, null, null).after(first);

    assertThat(second.generation().number()).isEqualTo(2);
    assertThat(second.refresh()).isEqualTo(Secret.of("r1"));
    assertThat(second.scopes()).isEqualTo(Scopes.of("x"));
    assertThat(second.refreshEndsAt()).isEqualTo(END);
  }

  @Test
  void anotherRefreshTokenHasAnEndOfItsOwn() {
    var first = reply("r1", null, END).first(ASKED);

    assertThat(reply("r2", null, null).after(first).refreshEndsAt()).isNull();
    assertThat(reply("r2", null, NOW).after(first).refreshEndsAt()).isEqualTo(NOW);
    assertThat(reply("r1", null, null).after(first).refreshEndsAt()).isEqualTo(END);
  }

  @Test
  void anAccessTokenOutlivesAReplyWithoutOne() {
    var first = reply("r1", null, null).first(ASKED);
    var bare =
        new TokenReply(
            Secret.of(""), Secret.of("r2"), "Bearer", END, END, Scopes.of("x"), null, null);

    var second = bare.after(first);

    assertThat(second.refresh()).isEqualTo(Secret.of("r2"));
    assertThat(second.access()).isEqualTo(Secret.of("a"));
    assertThat(second.life()).isEqualTo(first.life());
  }

  private static TokenReply reply(
      @Nullable String refresh, @Nullable Scopes scopes, @Nullable Instant end) {
    var token = refresh == null ? null : Secret.of(refresh);
    return new TokenReply(Secret.of("a"), token, "Bearer", NOW, null, scopes, null, end);
  }
}
