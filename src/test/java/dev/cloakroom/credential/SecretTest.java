package dev.cloakroom.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final Secret SECRET = Secret.of("ya29.hidden");

  private record Holder(String name, Secret secret) {}

  @Test
  void neverPrintsItself() {
    assertThat(SECRET.toString()).isEqualTo("[redacted]");
    assertThat("token: " + SECRET).isEqualTo("token: [redacted]");
    assertThat("%s".formatted(SECRET)).isEqualTo("[redacted]");
  }

  @Test
  void staysHiddenInWhateverHoldsIt() {
    var holders =
        List.of(
            new Holder("a", SECRET),
            List.of(SECRET),
            Map.of("k", SECRET),
            Optional.of(SECRET),
            new IllegalStateException("no " + SECRET));

    assertThat(holders).allMatch(holder -> !holder.toString().contains("hidden"));
  }

  @Test
  void equalsTheSameBytesOnly() {
    assertThat(SECRET)
        .isEqualTo(Secret.of("ya29.hidden".getBytes(StandardCharsets.UTF_8)))
        .isNotEqualTo(Secret.of("ya29.hidde"))
        .isNotEqualTo("ya29.hidden");
    assertThat(SECRET.hashCode()).isEqualTo(Secret.of("other").hashCode());
  }

  @Test
  void zeroesTheCopyThatItLent() {
    var lent = SECRET.use(bytes -> bytes);

    assertThat(lent).containsOnly(0);
    assertThat(SECRET).isEqualTo(Secret.of("ya29.hidden"));
  }

  @Test
  void zeroesTheCopyWhenTheReaderFails() {
    var lent = new byte[1][];

    assertThatThrownBy(() ->
            SECRET.use(bytes -> {
              lent[0] = bytes;
              throw new IllegalStateException("reader");
            }))
        .hasMessage("reader");

    assertThat(lent[0]).containsOnly(0);
  }

  @Test
  void keepsACopyOfItsOwn() {
    var bytes = "mine".getBytes(StandardCharsets.UTF_8);
    var secret = Secret.of(bytes);

    bytes[0] = 0;

    assertThat(secret).isEqualTo(Secret.of("mine"));
    assertThat(secret.length()).isEqualTo(4);
  }
}
