package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.run.Rules;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.store.PostgresAddress;
import dev.cloakroom.workload.MayAsk;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void hasADefaultForEverything() {
    var usual = Settings.usual();

    assertThat(usual.console().port()).isEqualTo(7878);
    assertThat(usual.sandbox()).isEqualTo("bubblewrap");
    assertThat(usual.image()).isEqualTo("cloakroom-agent");
    assertThat(usual.seeds()).isEmpty();
    assertThat(usual.rules()).isEmpty();
    assertThat(usual.catalog().providers())
        .extracting(Provider::id)
        .startsWith("google", "github", "kimi-code");
  }

  @Test
  void readsEveryKey() throws IOException {
    var settings =
        read(
            """
            console: {port: 4711}
            sandbox: podman
            image: debian:trixie
            seeds: {google/ana: {env: A_SEED}, google/ben: {file: ben.seed}}
            providers:
              local:
                issuer: http://127.0.0.1:3000
                aliases: {local-calendar: [calendar]}
            workloads:
              team:
                main: true
                network: socket-only
                may-ask:
                  google-calendar: [calendar]
                  local-calendar:
            """);

    assertThat(settings.console().port()).isEqualTo(4711);
    assertThat(settings.sandbox()).isEqualTo("podman");
    assertThat(settings.image()).isEqualTo("debian:trixie");
    assertThat(settings.seeds())
        .extracting(SeedSettings::place)
        .containsExactly("env A_SEED", "file " + folder.resolve("ben.seed"));
    assertThat(settings.catalog().find("local-calendar")).isPresent();
    assertThat(settings.rules())
        .isEqualTo(
            Map.of(
                "team",
                new Rules(
                    List.of(
                        new MayAsk("google-calendar", Scopes.of("calendar")),
                        new MayAsk("local-calendar", Scopes.NONE)),
                    true,
                    Network.SOCKET_ONLY)));
  }

  @Test
  void readsWhereTheSharedStoreIs() throws IOException {
    Files.writeString(folder.resolve("password"), "secret\n");

    var store =
        read("""
        store:
          url: jdbc:postgresql://db.example.org/vault
          user: ana
          password-file: password
          node: attic
        """)
            .store();

    assertThat(store.shared()).hasToString("db.example.org/vault");
    assertThat(store.shared()).extracting(PostgresAddress::user).isEqualTo("ana");
    assertThat(store.node("1234abcd")).isEqualTo("attic");
  }

  @Test
  void readsWhereTheSpoolIs() throws IOException {
    var store = read("store: {spool: ../other}").store();

    assertThat(store.shared()).isNull();
    assertThat(store.spool()).isEqualTo(new SpoolFolder(folder.resolveSibling("other")));
    assertThat(Settings.usual().store().spool()).isNull();
  }

  @Test
  void callsANodeByItsInstallationWhereNobodySaysOtherwise() throws IOException {
    Files.writeString(folder.resolve("p"), "secret");

    var store = read("store: {url: 'jdbc:postgresql://db/c', password-file: p}").store();

    assertThat(store.node("1234abcd")).isEqualTo("1234abcd");
    assertThat(Settings.usual().store().node("1234abcd")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "consoles: {}                         | unknown-key | consoles",
        "console: {prot: 1}                   | unknown-key | console.prot",
        "workloads: {w: {may: {}}}            | unknown-key | workloads.w.may",
        "providers: {x: {isuer: y}}           | unknown-key | providers.x.isuer",
        "console: 7878                        | wrong-type  | console",
        "console: {port: high}                | wrong-type  | console.port",
        "console: {port: 70000}               | wrong-type  | console.port",
        "console: {address: 0.0.0.0}          | console-exposed | console.address",
        "console: {address: 10.0.0.1, public-url: https://c.example} | console-exposed | trusted-proxies",
        "console: {address: localhost}        | bad-address | console.address",
        "console: {trusted-proxies: [10.0.0.0/33]} | bad-address | 10.0.0.0/33",
        "console: {trusted-proxies: [proxy.example]} | bad-address | proxy.example",
        "console: {public-url: http://c.example} | bad-public-url | console.public-url",
        "console: {public-url: https://c.example/x} | bad-public-url | console.public-url",
        "console: {public-url: https://a@c.example} | bad-public-url | console.public-url",
        "console: {public-url: 'https://c.example?x'} | bad-public-url | console.public-url",
        "console: {public-url: c.example}     | bad-public-url | console.public-url",
        "workloads: [w]                       | wrong-type  | workloads",
        "workloads: {w: {may-ask: [google]}}  | wrong-type  | workloads.w.may-ask",
        "workloads: {w: {may-ask: {google: calendar}}} | wrong-type | workloads.w.may-ask.google",
        "sandbox: jail                        | unknown-sandbox | bubblewrap",
        "'seeds: {google: {env: A}}'          | bad-account | PROVIDER/NAME",
        "'seeds: {google/ana: {}}'            | missing-key | seeds.google/ana needs either env",
        "'seeds: {google/ana: {env: A, file: b}}' | missing-key | seeds.google/ana needs either env",
        "'seeds: {google/ana: {value: x}}'    | unknown-key | seeds.google/ana.value",
        "sandbox: [docker]                    | wrong-type  | sandbox",
        "workloads: {W: {}}                   | bad-name    | workloads.W",
        "workloads: {w: {may-ask: {gogle: }}} | unknown-provider | workloads.w.may-ask.gogle",
        "store: {urls: x}                     | unknown-key | store.urls",
        "store: {node: a}                     | missing-key | store.url",
        "store: {spool: a, user: b}           | missing-key | store.url",
        "store: {spool: [a]}                  | wrong-type  | store.spool",
        "'store: {spool: \"\\0\"}'             | wrong-type  | store.spool",
        "store: {url: 'jdbc:postgresql://db/c'} | missing-key | store.password-file",
        "store: {url: 'jdbc:mysql://db/c', password-file: p} | bad-store | store.url",
        "store: {url: 'jdbc:postgresql://db/c?password=x', password-file: p} | bad-store | store.password-file",
        "store: {url: 'jdbc:postgresql://db/c', password-file: none} | missing-file | store.password-file",
        "store: {url: 'jdbc:postgresql://db/c', password-file: p, node: A b} | bad-name | store.node",
        "just text                            | wrong-type  | mapping",
        "{                                    | config-not-yaml | line 1",
        "a: 1\\na: 2                          | config-not-yaml | cloakroom.yaml",
      })
  void refusesByName(String yaml, String code, String named) throws IOException {
    Files.writeString(folder.resolve("p"), "secret");

    assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo(code))
        .hasMessageContaining(named);
  }

  @Test
  void isFoundByItsPublicAddressBehindAProxy() throws Exception {
    var console =
        read("console: {address: 10.0.0.5, public-url: 'https://c.example/', trusted-proxies: [10.0.0.0/24]}")
            .console();

    assertThat(console.base(7878)).hasToString("https://c.example");
    assertThat(console.mayConnect(InetAddress.ofLiteral("10.0.0.9"))).isTrue();
    assertThat(console.mayConnect(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(console.mayConnect(InetAddress.ofLiteral("10.0.1.9"))).isFalse();
    assertThat(Settings.usual().console().base(4711)).hasToString("http://127.0.0.1:4711");
  }

  @Test
  void answersBrowsersUnderItsPublicNameAndItsOwnOnly() throws Exception {
    var check = read("console: {public-url: 'https://C.example:8443'}").console().check(7878);
    var answer = check.apply(_ -> Reply.noContent());

    for (var host : List.of("c.example:8443", "127.0.0.1:7878")) {
      assertThat(answer.handle(calling(host)).status()).isEqualTo(204);
    }
    for (var host : List.of("c.example", "evil.example:8443", "127.0.0.1:8443")) {
      assertThatThrownBy(() -> answer.handle(calling(host))).hasMessageContaining("not known");
    }
  }

  private static Request calling(String host) {
    var headers = Map.of("host", List.of(host));
    return new Request("GET", "/", Map.of(), Map.of(), headers, new byte[0]);
  }

  @Test
  void takesAnEmptyFileForNothingSaid() throws IOException {
    assertThat(read("# nothing\n").console().port()).isEqualTo(7878);
    assertThat(Settings.read(Optional.empty()).console().port()).isEqualTo(7878);
  }

  @Test
  void refusesAFileThatCannotBeRead() throws IOException {
    var file = Files.write(folder.resolve("cloakroom.yaml"), new byte[] {(byte) 0xff, 0x41});

    for (var bad : List.of(file, folder.resolve("missing.yaml"), folder)) {
      assertThatThrownBy(() -> Settings.read(Optional.of(bad)))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.code()).isEqualTo("config-unreadable"));
    }
  }

  private Settings read(String yaml) throws IOException {
    var file = folder.resolve("cloakroom.yaml");
    Files.write(file, yaml.getBytes(StandardCharsets.UTF_8));
    return Settings.read(Optional.of(file));
  }
}
