package dev.cloakroom.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import dev.cloakroom.backup.Backups;
import dev.cloakroom.chaos.ChaosClient;
import dev.cloakroom.chaos.ChaosClient.Told;
import dev.cloakroom.chaos.ChaosServer;
import dev.cloakroom.consent.Blocks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.wire.AccountView;
import dev.cloakroom.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups and seeds of hosts in processes of their own, at a provider that revokes a whole family
/// when a spent refresh token comes back (promise P11).
class BackupIT {
  private static final String PASSPHRASE = "correct horse battery";
  private static final int MANY = 1_500;

  @TempDir private Path folder;
  private final ChaosServer server = ChaosServer.start(0, Clock.systemUTC());
  private final ChaosClient client = new ChaosClient(server.uri());
  private Path file;

  @BeforeEach
  void prepare() {
    file = folder.resolve("home.backup");
    write(folder.resolve("pass"), PASSPHRASE);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void replacesNothingThatWentOnAndRevivesNothingThatWasGivenUp() {
    var home = home("one", "");
    var family = client.family("{}");
    try (var _ = HostProcess.up(home)) {
      take(home, family);
      backup(home);
      said(home, "token", "chaos/ana", "--refused", "2");

      assertThat(restore(home)).contains("chaos/ana  kept");
      assertThat(account(home).generation()).isEqualTo(3);

      said(home, "disconnect", "chaos/ana", "--yes");
      assertThat(restore(home)).contains("chaos/ana  spent");
      assertThat(said(home, "accounts", "--json").strip()).isEqualTo("[]");
    }
    assertThat(client.view(family).number("reuses")).isZero();
  }

  @Test
  void movesToAnotherMachineAndIsVerifiedThere() {
    var old = home("old", "");
    var family = client.family("{}");
    try (var host = HostProcess.up(old)) {
      take(old, family);
      said(old, "grant", "family", "chaos/ana");
      backup(old);
      host.kill();
    }
    var fresh = home("new", "");
    try (var _ = HostProcess.up(fresh)) {
      assertThat(said(fresh, restoring("--dry-run"))).contains("chaos/ana  added");
      assertThat(said(fresh, "accounts", "--json").strip()).isEqualTo("[]");

      assertThat(restore(fresh)).contains("chaos/ana  added", "grants: 1 added");
      awaitHealthy(fresh, 4);
      assertThat(said(fresh, "token", "chaos/ana")).startsWith("chaos-access");
      assertThat(said(fresh, "grants")).contains("family");
    }
    assertThat(client.view(family))
        .returns(0L, view -> view.number("reuses"))
        .returns(2L, view -> view.number("granted"));
  }

  @Test
  void tellsAWrongPassphraseAndADamagedFile() throws IOException {
    var home = home("one", "");
    try (var _ = HostProcess.up(home)) {
      take(home, client.family("{}"));
      backup(home);
      write(folder.resolve("pass"), "correct horse batterz");
      assertThat(prompt(home).run(restoring())).returns(6, Prompt.Typed::exit);

      write(folder.resolve("pass"), PASSPHRASE);
      Files.write(file, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
      var damaged = prompt(home).run(restoring());
      assertThat(damaged.exit()).isEqualTo(1);
      assertThat(damaged.err()).contains("[backup-damaged]").hasLineCount(1);
    }
  }

  @Test
  void isRestoredWholeOrNotAtAllWhenItIsKilled() {
    DurableFile.write(file, many());
    long whole = restoreAndKillAfter("whole", Long.MAX_VALUE);

    for (int part = 1; part <= 6; part++) {
      var name = "killed-" + part;
      restoreAndKillAfter(name, whole * (part + 2) / 8);
      try (var _ = HostProcess.up(folder.resolve(name))) {
        var accounts = Wire.readList(AccountView.class, list(folder.resolve(name)));
        assertThat(accounts.size()).as(name).isIn(0, MANY);
      }
    }
  }

  @Test
  void takesASeedOnceHoweverOftenItComes() {
    var first = client.family("{}");
    var home = home("one", "seeds: {chaos/ana: {env: CHAOS_SEED}}\n");
    upWithSeed(home, first, () -> awaitHealthy(home, 2));

    upWithSeed(home, first, () -> awaitLog(home, "[taken-before]"));
    assertThat(client.view(first).number("granted")).isEqualTo(1);
    upWithSeed(home, first, () -> said(home, "disconnect", "chaos/ana", "--yes"));
    upWithSeed(home, first, () -> assertThat(list(home).strip()).isEqualTo("[]"));
    assertThat(client.view(first).number("reuses")).isZero();

    var second = client.family("{}");
    upWithSeed(home, second, () -> awaitHealthy(home, 4));
    assertThat(logs(home)).doesNotContain(second.text("refresh_token"), "chaos-refresh");
  }

  private void upWithSeed(Path home, Told family, Runnable meanwhile) {
    var seed = Map.of("CHAOS_SEED", family.text("refresh_token"));
    try (var _ = HostProcess.upWith(seed, home)) {
      meanwhile.run();
    }
  }

  /// A home whose one provider, `chaos`, is the server.
  private Path home(String name, String more) {
    var home = folder.resolve(name);
    DurableFile.privateFolder(home);
    write(
        home.resolve("cloakroom.yaml"),
        """
        console: {port: 0}
        providers:
          chaos:
            issuer: %s
            client: {id: ok, auth: none}
            quirks: {rotation: single-use}
        %s\
        """
            .formatted(server.uri(), more));
    return home;
  }

  /// Imports a family as chaos/ana, and waits until its refresh token was tried.
  private void take(Path home, Told family) {
    var tokens = new ByteArrayInputStream(Wire.json(family.members()).getBytes(UTF_8));
    var typed = prompt(home).start(tokens, "import", "-", "--as", "chaos/ana");
    assertThat(typed.exit()).as(typed.toString()).isZero();
    awaitHealthy(home, 2);
    assertThat(account(home).label()).startsWith("Holder of ");
  }

  private void awaitHealthy(Path home, long generation) {
    Patience.until(
        () -> {
          var accounts = Wire.readList(AccountView.class, list(home));
          return accounts.size() == 1
              && accounts.getFirst().state().equals("healthy")
              && accounts.getFirst().generation() == generation;
        },
        () -> list(home) + logs(home));
  }

  private void awaitLog(Path home, String words) {
    Patience.until(() -> logs(home).contains(words), () -> logs(home));
  }

  private AccountView account(Path home) {
    return Wire.readList(AccountView.class, list(home)).getFirst();
  }

  private String list(Path home) {
    return prompt(home).run("accounts", "--json").out();
  }

  private void backup(Path home) {
    said(home, "backup", file.toString(), "--passphrase-file", folder.resolve("pass").toString());
  }

  private String restore(Path home) {
    return said(home, restoring());
  }

  private String[] restoring(String... more) {
    var pass = folder.resolve("pass").toString();
    var words = List.of("restore", file.toString(), "--passphrase-file", pass);
    return java.util.stream.Stream.concat(words.stream(), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }

  private String said(Path home, String... words) {
    var typed = prompt(home).run(words);
    assertThat(typed.exit()).as(typed.toString()).isZero();
    return typed.out();
  }

  private Prompt prompt(Path home) {
    return new Prompt(Places.in(home).socket(), folder, _ -> {});
  }

  /// Restores into a new home, and kills its host after so many nanoseconds; how long it took.
  private long restoreAndKillAfter(String name, long nanos) {
    var home = home(name, "");
    try (var host = HostProcess.up(home)) {
      long start = System.nanoTime();
      var typed = prompt(home).start(restoring());
      if (nanos == Long.MAX_VALUE) {
        assertThat(typed.exit()).as(typed.toString()).isZero();
      } else {
        LockSupport.parkNanos(nanos);
      }
      host.kill();
      return System.nanoTime() - start;
    }
  }

  /// A backup of many accounts that nobody refreshes.
  private byte[] many() {
    var place = folder.resolve("many");
    DurableFile.privateFolder(place);
    try (var rooms = new RealRooms(place)) {
      var tokens =
          new TokenSet(
              Generation.NONE,
              Secret.of("a"),
              null,
              "Bearer",
              rooms.clock.instant(),
              null,
              Scopes.NONE);
      for (int number = 0; number < MANY; number++) {
        var id = new AccountId("chaos", "a" + number);
        rooms.vault.connect(id, "", "somebody", tokens, rooms.clock.instant());
      }
      var kept =
          new Backups.Rooms(
              rooms.store, rooms.audit, rooms.vault.restoration(), rooms.grants, new Blocks());
      return new Backups(kept, _ -> false, rooms.clock, rooms.random).make(Secret.of(PASSPHRASE));
    }
  }

  private static String logs(Path home) {
    try (var files = Files.list(home.resolve("logs"))) {
      var all = new StringBuilder();
      for (var log : files.filter(path -> path.toString().endsWith(".log")).toList()) {
        all.append(Files.readString(log));
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    DurableFile.write(file, text.getBytes(UTF_8));
  }
}
