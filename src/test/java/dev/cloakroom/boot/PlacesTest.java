package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacesTest {
  @TempDir Path temporary;

  @Test
  void followsTheXdgDefaults() {
    var places = Places.of(Map.of("HOME", "/h"));

    assertThat(places.home()).isEqualTo(Path.of("/h/.local/share/cloakroom"));
    assertThat(places.runtime()).isEqualTo(Path.of("/h/.local/share/cloakroom/run"));
    assertThat(places.configurations())
        .containsExactly(
            Path.of("/h/.local/share/cloakroom/cloakroom.yaml"),
            Path.of("/h/.config/cloakroom/cloakroom.yaml"));
  }

  @Test
  void followsTheXdgVariables() {
    var places =
        Places.of(
            Map.of(
                "HOME",
                "/h",
                "XDG_DATA_HOME",
                "/data",
                "XDG_CONFIG_HOME",
                "/config",
                "XDG_RUNTIME_DIR",
                temporary.toString()));

    assertThat(places.home()).isEqualTo(Path.of("/data/cloakroom"));
    assertThat(places.configurations()).contains(Path.of("/config/cloakroom/cloakroom.yaml"));
    assertThat(places.socket()).isEqualTo(temporary.resolve("cloakroom/control"));
  }

  @Test
  void passesVariablesOverThatAreEmptyOrRelative() {
    var places =
        Places.of(
            Map.of(
                "HOME", "/h", "XDG_DATA_HOME", "", "XDG_CONFIG_HOME", "x", "XDG_RUNTIME_DIR", "."));

    assertThat(places).isEqualTo(Places.of(Map.of("HOME", "/h")));
    assertThat(Places.of(Map.of("HOME", "")).home()).isEqualTo(Places.of(Map.of()).home());
  }

  @Test
  void keepsAnInstallationWithAHomeOfItsOwnApart() {
    var runtime = temporary.toString();
    var one = Places.of(Map.of("CLOAKROOM_HOME", "/one", "XDG_RUNTIME_DIR", runtime));
    var two = Places.of(Map.of("CLOAKROOM_HOME", "/x/../two", "XDG_RUNTIME_DIR", runtime));

    assertThat(one.configurations()).containsExactly(Path.of("/one/cloakroom.yaml"));
    assertThat(two.home()).isEqualTo(Path.of("/two"));
    assertThat(one.socket()).isNotEqualTo(two.socket());
  }

  @Test
  void readsTheFirstConfigurationThatIsThere() throws IOException {
    var places =
        Places.of(
            Map.of(
                "XDG_DATA_HOME",
                temporary.resolve("data").toString(),
                "XDG_CONFIG_HOME",
                temporary.resolve("config").toString()));
    assertThat(places.configuration()).isEmpty();

    var second = Files.createDirectories(temporary.resolve("config/cloakroom"));
    Files.createFile(second.resolve("cloakroom.yaml"));

    assertThat(places.configuration()).contains(second.resolve("cloakroom.yaml"));
  }

  @Test
  void keepsAllFoldersOfOursFromRuns() {
    var places = Places.of(Map.of("HOME", "/h", "XDG_RUNTIME_DIR", temporary.toString()));

    assertThat(places.folders())
        .containsExactly(
            Path.of("/h/.local/share/cloakroom"),
            temporary.resolve("cloakroom"),
            Path.of("/h/.config/cloakroom"));
  }

  @Test
  void takesTheMasterKeyThatTheServiceManagerGave() throws IOException {
    var given = Files.createDirectories(temporary.resolve("credentials"));
    var environment = Map.of("HOME", "/h", "CREDENTIALS_DIRECTORY", given.toString());
    assertThat(Places.of(environment).givenKey()).isEmpty();

    var key = Files.writeString(given.resolve("cloakroom.master.key"), "0".repeat(64));

    assertThat(Places.of(environment).givenKey()).contains(key);
    assertThat(Places.of(Map.of("HOME", "/h")).givenKey()).isEmpty();
  }
}
