package dev.cloakroom.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.PostgresAddress;
import dev.cloakroom.store.RealPostgres;
import dev.cloakroom.store.WithPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Hosts of one installation on several machines, over one PostgreSQL.
@ExtendWith(WithPostgres.class)
class NodesIT {
  @TempDir Path folder;
  private final RealPostgres postgres;
  private final PostgresAddress address;

  NodesIT(RealPostgres postgres) {
    this.postgres = postgres;
    this.address = postgres.freshDatabase();
  }

  @Test
  void refusesAFurtherNodeWithoutTheKeyAndLeavesNone() throws IOException {
    try (var _ = open(home("first"))) {
      var second = home("second");

      assertThatThrownBy(() -> open(second))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.code()).isEqualTo("key-missing"));
      assertThat(second.masterKey()).doesNotExist();
    }
  }

  @Test
  void opensAFurtherNodeWithTheKeyOfTheFirst() throws IOException {
    var first = home("first");
    var second = home("second");
    try (var _ = open(first)) {
      Files.copy(first.masterKey(), second.masterKey(), StandardCopyOption.COPY_ATTRIBUTES);

      try (var further = open(second)) {
        assertThat(further.places()).isEqualTo(second);
        assertThat(second.database()).doesNotExist();
      }
    }
  }

  @Test
  void refusesAKeyOfItsOwn() throws IOException {
    var stranger = home("stranger");
    try (var _ = open(home("first"))) {
      DurableFile.write(stranger.masterKey(), "0".repeat(64).getBytes(UTF_8));

      assertThatThrownBy(() -> open(stranger))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.code()).isEqualTo("wrong-key"));
    }
  }

  @Test
  void refusesAHomeThatHasAVaultOfItsOwn() throws IOException {
    var home = home("first");
    Files.writeString(home.database(), "");

    assertThatThrownBy(() -> open(home))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("store-twice"));
  }

  private Places home(String name) throws IOException {
    var places = Places.in(folder.resolve(name));
    DurableFile.privateFolder(places.home());
    Files.writeString(
        places.home().resolve("password"),
        postgres.password().use(bytes -> new String(bytes, UTF_8)));
    Files.writeString(
        places.home().resolve("cloakroom.yaml"),
        """
        console: {port: 0}
        store: {url: '%s', user: %s, password-file: password, node: %s}
        """
            .formatted(address.url(), address.user(), name));
    return places;
  }

  private static Host open(Places places) {
    return Host.open(places, Settings.read(places.configuration()), "/usr/bin:/bin");
  }
}
