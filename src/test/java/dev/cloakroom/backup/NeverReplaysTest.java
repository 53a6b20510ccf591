package dev.cloakroom.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import dev.cloakroom.Seeded;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.TokenReply;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.source.Desk;
import dev.cloakroom.source.Imports;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Intake.Person;
import dev.cloakroom.vault.Inventory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise P11: whatever is backed up, restored, imported, disconnected and connected again, in
/// whatever order, no refresh token is sent that was given up before; and no generation falls (P3).
class NeverReplaysTest {
  private static final int CASES = 12;
  private static final int STEPS = 60;
  private static final List<AccountId> ACCOUNTS =
      List.of(new AccountId("kimi-code", "ana"), new AccountId("kimi-code", "bea"));

  @TempDir Path folder;

  @Test
  void neverSendsARefreshTokenThatWasGivenUp() {
    Seeded.cases(
        CASES,
        random -> {
          try (var story = new Story(fresh(), random)) {
            for (int step = 0; step < STEPS; step++) {
              story.step();
            }
          }
        });
  }

  private Path fresh() {
    try {
      return Files.createTempDirectory(folder, "home");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One home, a provider that rotates strictly, and somebody who does whatever comes to mind.
  private static final class Story implements AutoCloseable, Desk {
    private final RealRooms rooms;
    private final SplittableRandom random;
    private final Imports imports;
    private final List<Inventory> backups = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final Set<Secret> givenUp = new HashSet<>();
    private final Map<AccountId, Generation> highest = new HashMap<>();
    private int tokens;
    private int sent;

    Story(Path folder, SplittableRandom random) {
      this.rooms = new RealRooms(folder);
      this.random = random;
      this.imports = new Imports(rooms.vault.intake(), Catalog.builtIn(), this, rooms.clock);
    }

    void step() {
      var id = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
      var before = current();
      switch (random.nextInt(8)) {
        case 0 -> connect(id);
        case 1 -> disconnect(id);
        case 2 -> backups.add(rooms.store.write(rooms.vault.restoration()::inventory));
        case 3 -> restore();
        case 4 -> take(id);
        case 5 -> die(id);
        default -> refresh(id);
      }
      check(before);
    }

    private void connect(AccountId id) {
      var now = rooms.clock.instant();
      rooms.broker.connect(
          id,
          "sub-" + id.name(),
          id.name(),
          new TokenSet(
              Generation.NONE,
              Secret.of("a"),
              Secret.of(newToken()),
              "Bearer",
              now,
              now.plus(RealRooms.HOUR),
              Scopes.NONE));
    }

    private void disconnect(AccountId id) {
      if (rooms.vault.account(id).isPresent()) {
        rooms.broker.disconnect(id);
      }
    }

    private void restore() {
      if (!backups.isEmpty()) {
        var backup = backups.get(random.nextInt(backups.size()));
        rooms.store.write(
            connection -> rooms.vault.restoration().restore(connection, backup, _ -> true));
        rooms.broker.follow();
      }
    }

    private void take(AccountId id) {
      boolean old = !seen.isEmpty() && random.nextBoolean();
      var token = old ? seen.get(random.nextInt(seen.size())) : newToken();
      try {
        imports.take(id, Secret.of(token), "seed " + random.nextInt(3));
      } catch (Problem _) {
        // refused: then nothing may be sent, either
      }
    }

    private void die(AccountId id) {
      if (rooms.vault.account(id).isPresent()) {
        rooms.vault.setState(rooms.vault.require(id), AccountState.NEEDS_CONSENT, "invalid_grant");
        rooms.broker.follow();
      }
    }

    private void refresh(AccountId id) {
      rooms.letTokensExpire();
      live(id);
    }

    private String newToken() {
      var token = "r" + ++tokens;
      seen.add(token);
      return token;
    }

    /// What was a current token before, and is none now, is given up; so is what was sent.
    private void check(Set<Secret> before) {
      var all = rooms.endpoint.sent();
      for (; sent < all.size(); sent++) {
        assertThat(givenUp.stream().anyMatch(all.get(sent)::equals))
            .as("given up before it was sent, %s in %s", sent, seen.size())
            .isFalse();
        givenUp.add(all.get(sent));
      }
      var now = current();
      before.stream().filter(token -> !now.contains(token)).forEach(givenUp::add);
      for (var account : rooms.vault.accounts()) {
        var generation = account.generation();
        var last = highest.put(account.id(), generation);
        assertThat(last != null && last.isAfter(generation)).as("a generation fell").isFalse();
      }
    }

    private Set<Secret> current() {
      var current = new HashSet<Secret>();
      for (Account account : rooms.vault.accounts()) {
        var refresh = rooms.vault.current(account.id()).refresh();
        if (refresh != null) {
          current.add(refresh);
        }
      }
      return current;
    }

    @Override
    public Optional<Person> whose(String provider, Secret access) {
      return Optional.empty();
    }

    @Override
    public void takeUp() {
      rooms.broker.follow();
    }

    @Override
    public Optional<Secret> live(AccountId id) {
      rooms.endpoint.does(this::granted);
      try {
        rooms.broker.token(id, null, "host", "test");
      } catch (Problem _) {
        // it is not here
      }
      return Optional.empty();
    }

    private TokenOutcome granted() {
      var now = rooms.clock.instant();
      return new TokenOutcome.Granted(
          new TokenReply(
              Secret.of("a" + tokens),
              Secret.of(newToken()),
              "Bearer",
              now,
              now.plus(RealRooms.HOUR),
              null,
              null));
    }

    @Override
    public void close() {
      rooms.close();
    }
  }
}
