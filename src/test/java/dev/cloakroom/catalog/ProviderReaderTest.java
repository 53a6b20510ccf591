package dev.cloakroom.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ProviderReaderTest {
  @TempDir Path folder;

  @Test
  void readsEveryKey() throws IOException {
    Files.writeString(folder.resolve("secret"), "s3cret\n");

    var provider =
        read(
            """
            issuer: http://127.0.0.1:3000
            authorization-endpoint: https://id.test/auth
            token-endpoint: https://id.test/token
            revocation-endpoint: https://id.test/revoke
            device-authorization-endpoint: https://id.test/device
            userinfo-endpoint: https://id.test/me
            client: {id: my-client, secret-file: secret, auth: post, test-mode: true}
            scopes: [openid, offline_access]
            scope-names: {calendar: long.calendar}
            aliases: {local-calendar: [calendar]}
            api-hosts: ['127.0.0.1:4000']
            """);

    assertThat(provider.endpoints().complete()).isTrue();
    assertThat(provider.client())
        .isEqualTo(new Client("my-client", Secret.of("s3cret"), Client.Auth.POST, true));
    assertThat(provider.scopes()).isEqualTo(Scopes.of("openid", "offline_access"));
    assertThat(provider.scopeNames()).isEqualTo(Map.of("calendar", "long.calendar"));
    assertThat(provider.aliases()).isEqualTo(Map.of("local-calendar", Scopes.of("calendar")));
    assertThat(provider.apiHosts()).isEqualTo(List.of("127.0.0.1:4000"));
  }

  @Test
  void readsEveryQuirk() {
    var provider =
        read(
            """
            issuer: https://id.test
            quirks:
              rotation: reissued
              reuse-leeway: 30s
              assumed-lifetime: 10m
              idle-lifetime: 8h
              absolute-lifetime: 90d
              test-lifetime: 7d
              keep-alive: 4h
              body-format: json
              scope-separator: ','
              authorize-parameters: {prompt: consent}
              token-headers: {X-Extra: 'yes'}
              error-in-success: true
              dead-grant-statuses: [401]
              callback-issuer: true
              subject-claim: id
            """);

    assertThat(provider.quirks())
        .isEqualTo(
            new Quirks(
                Quirks.Rotation.REISSUED,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofHours(8),
                Duration.ofDays(90),
                Duration.ofDays(7),
                Duration.ofHours(4),
                Quirks.BodyFormat.JSON,
                ",",
                Map.of("prompt", "consent"),
                Map.of("X-Extra", "yes"),
                true,
                Set.of(401),
                true,
                "id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "isuer: https://id.test | unknown-key | p.isuer",
        "{issuer: 'https://id.test', quirks: {rotate: yes}} | unknown-key | p.quirks.rotate",
        "{issuer: 'https://id.test', client: {secret: x}} | unknown-key | p.client.secret",
        "[a] | wrong-type | p must",
        "issuer: 5 | wrong-type | p.issuer",
        "{issuer: 'https://id.test', scopes: openid} | wrong-type | p.scopes",
        "{issuer: 'https://id.test', scopes: [1]} | wrong-type | p.scopes",
        "{issuer: 'https://id.test', aliases: {a: b}} | wrong-type | p.aliases.a",
        "{issuer: 'https://id.test', aliases: {A b: [b]}} | bad-name | p.aliases.A b",
        "{issuer: 'https://id.test', quirks: {reuse-leeway: 5}} | wrong-type | p.quirks.reuse-leeway",
        "{issuer: 'https://id.test', quirks: {reuse-leeway: soon}} | wrong-type | 30s, 10m",
        "{issuer: 'https://id.test', quirks: {rotation: maybe}} | wrong-value | single-use",
        "{issuer: 'https://id.test', quirks: {error-in-success: 1}} | wrong-type | true or false",
        "{issuer: 'https://id.test', client: {auth: none}} | missing-key | p.client.id",
        "{issuer: 'https://id.test', client: {id: a, auth: basic}} | wrong-value | p.client.auth",
        "{issuer: 'https://id.test', client: {id: a, secret-file: no}} | missing-file | p.client.secret-file",
        "scopes: [a] | missing-key | p needs an issuer",
      })
  void refusesBadSettingsByTheFullPathOfTheirKey(String yaml, String code, String told) {
    var problem = catchThrowableOfType(Problem.class, () -> read(yaml));

    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.kind()).isEqualTo(Kind.USAGE);
    assertThat(problem).hasMessageContaining(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.test",
        "http://127.0.0.1.evil.test",
        "ftp://id.test",
        "no address",
        "https:/x",
        "https://user@id.test",
        "https://id.test#x"
      })
  void refusesAddressesThatOthersCouldRead(String address) {
    var problem =
        catchThrowableOfType(Problem.class, () -> read("issuer: '%s'".formatted(address)));

    assertThat(problem.code()).isEqualTo("bad-uri");
    assertThat(problem).hasMessageContaining("p.issuer");
  }

  @Test
  void refusesAnEmptySecretFile() throws IOException {
    Files.writeString(folder.resolve("secret"), "\n");

    var problem =
        catchThrowableOfType(
            Problem.class,
            () -> read("{issuer: 'https://id.test', client: {id: a, secret-file: secret}}"));

    assertThat(problem.code()).isEqualTo("missing-file");
  }

  private Provider read(String yaml) {
    var value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return new ProviderReader(folder).read("p", Provider.named("local"), value);
  }
}
