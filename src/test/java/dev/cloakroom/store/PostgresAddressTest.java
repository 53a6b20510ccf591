package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
  @Test
  void showsServerAndNameAlone() {
    var address = at("jdbc:postgresql://db.example.org:5432/cloakroom?sslmode=verify-full");

    assertThat(address).hasToString("db.example.org:5432/cloakroom");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/cloakroom?password=canary",
        "jdbc:postgresql://db/cloakroom?sslmode=require&PASSWORD=canary",
        "jdbc:postgresql://db/cloakroom?sslpassword=canary",
        "jdbc:postgresql://ana:canary@db/cloakroom",
      })
  void refusesAPasswordAndDoesNotShowIt(String url) {
    assertThatThrownBy(() -> at(url))
        .hasMessageContaining("password-file")
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlite:/tmp/canary",
        "jdbc:mysql://canary/cloakroom",
        "jdbc:postgresql:canary",
        "jdbc:postgresql://canary",
        "jdbc:postgresql://canary/",
        "postgresql://canary/cloakroom",
      })
  void takesPostgresqlAddressesOnly(String url) {
    assertThatThrownBy(() -> at(url))
        .hasMessageContaining("jdbc:postgresql://HOST")
        .hasMessageNotContaining("canary");
  }

  private static PostgresAddress at(String url) {
    return new PostgresAddress(url, "cloakroom", Secret.of("secret"));
  }
}
