package dev.cloakroom.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class CatalogTest {
  private static final String CALENDAR = "https://www.googleapis.com/auth/calendar";

  @TempDir Path folder;

  @Test
  void everyBuiltInProviderIsReadable() {
    var ids = Catalog.builtIn().providers().stream().map(Provider::id).toList();

    assertThat(ids)
        .containsExactly(
            "google", "github", "kimi-code", "microsoft", "openai", "claude-code", "qwen");
  }

  @Test
  void loginsOfToolsAreImportedNotMade() {
    for (var id : List.of("openai", "claude-code", "qwen")) {
      var provider = found(Catalog.builtIn(), id).provider();

      assertThat(provider.endpoints().authorization()).isNull();
      assertThat(provider.endpoints().token()).isNotNull();
      assertThat(provider.quirks().rotation()).isEqualTo(Quirks.Rotation.SINGLE_USE);
    }
  }

  @Test
  void oneDriveIsMicrosoftWithFiles() {
    var drive = found(Catalog.builtIn(), "onedrive");

    assertThat(drive.provider().quirks().rotation()).isEqualTo(Quirks.Rotation.REISSUED);
    assertThat(drive.ceiling().names())
        .contains("offline_access", "https://graph.microsoft.com/Files.ReadWrite.All");
  }

  @Test
  void aProviderStandsForItsDefaultScopes() {
    var google = found(Catalog.builtIn(), "google");

    assertThat(google.provider().id()).isEqualTo("google");
    assertThat(google.ceiling())
        .isEqualTo(Scopes.of("openid", "https://www.googleapis.com/auth/userinfo.email"));
  }

  @Test
  void anAliasStandsForItsOwnScopes() {
    var calendar = found(Catalog.builtIn(), "google-calendar");

    assertThat(calendar.provider().id()).isEqualTo("google");
    assertThat(calendar.askedAs()).isEqualTo("google-calendar");
    assertThat(calendar.ceiling().names()).contains(CALENDAR, CALENDAR + ".events");
  }

  @Test
  void anUnknownNameIsNotFound() {
    assertThat(Catalog.builtIn().find("nowhere")).isEmpty();
  }

  @Test
  void ownProvidersReplaceThoseOfTheSameId() {
    var own = found(Catalog.builtIn(), "github").provider();

    var catalog = Catalog.builtIn().with(List.of(own));

    assertThat(catalog.providers()).hasSameSizeAs(Catalog.builtIn().providers());
    assertThat(found(catalog, "github").provider()).isSameAs(own);
  }

  @Test
  void settingsReplaceTheKeysTheyNameAndLeaveTheOthers() {
    var catalog = settings("google: {client: {id: mine}, quirks: {reuse-leeway: 30s}}");

    var google = found(catalog, "google").provider();
    assertThat(google.client()).isEqualTo(new Client("mine", null, Client.Auth.NONE));
    assertThat(google.quirks().reuseLeeway()).hasSeconds(30);
    assertThat(google.quirks().rotation()).isEqualTo(Quirks.Rotation.NONE);
    assertThat(google.endpoints().token())
        .isEqualTo(URI.create("https://oauth2.googleapis.com/token"));
  }

  @Test
  void settingsAddProvidersWithAliases() {
    var catalog =
        settings("local: {issuer: 'http://127.0.0.1:3000', aliases: {local-calendar: [calendar]}}");

    var alias = found(catalog, "local-calendar");
    assertThat(alias.provider().issuer()).isEqualTo(URI.create("http://127.0.0.1:3000"));
    assertThat(alias.ceiling()).isEqualTo(Scopes.of("calendar"));
  }

  @Test
  void settingsWithoutProvidersChangeNothing() {
    var catalog = Catalog.builtIn().withSettings(null, folder);

    assertThat(catalog.providers()).isEqualTo(Catalog.builtIn().providers());
  }

  @Test
  void anAliasThatIsTakenIsRefused() {
    assertThatThrownBy(() -> settings("local: {issuer: 'https://id.test', aliases: {github: [a]}}"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("providers.local.aliases.github is taken by provider github");
  }

  @Test
  void aProviderNeedsAName() {
    assertThatThrownBy(() -> settings("Bad/Name: {issuer: 'https://id.test'}"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("providers.Bad/Name is no name");
  }

  private Catalog settings(String yaml) {
    var section = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    assertThat(section).isInstanceOf(Map.class);
    return Catalog.builtIn().withSettings(section, folder);
  }

  private static Catalog.Resolved found(Catalog catalog, String name) {
    return catalog.find(name).orElseThrow();
  }
}
