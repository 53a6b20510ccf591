package dev.cloakroom.bench;

import dev.cloakroom.chaos.ChaosClient;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.wire.AccountView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The accounts of a home that is killed again and again, compared with what the server knows of
/// their families.
final class Ledger {
  private final ChaosClient server;
  private final List<Entry> entries = new ArrayList<>();

  /// What a server does with a refresh token that was used.
  enum Rotation {
    NONE,
    LEEWAY,
    STRICT;

    /// The name that both the settings' provider and the server's order have.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What was counted for one kind of rotation.
  static final class Count {
    int attemptsOpen;
    int lost;
    int lostWithoutAttempt;
    int silentlyDead;
    int uncertain;
    int healthyAtRisk;
    int saved;
  }

  private final Map<Rotation, Count> counts = new EnumMap<>(Rotation.class);

  Ledger(ChaosClient server) {
    this.server = server;
  }

  Count of(Rotation rotation) {
    return counts.computeIfAbsent(rotation, _ -> new Count());
  }

  /// One account, and since when nobody knows how its refresh ended.
  private static final class Entry {
    private final AccountId id;
    private final Rotation rotation;
    private final Duration lifetime;
    private @Nullable Generation openSince;

    Entry(AccountId id, Rotation rotation, Duration lifetime) {
      this.id = id;
      this.rotation = rotation;
      this.lifetime = lifetime;
    }
  }

  /// Adds accounts of all three kinds, so many of each.
  void add(ClosedHome home, int each) {
    for (var rotation : Rotation.values()) {
      for (int i = 0; i < each; i++) {
        var id = new AccountId(rotation.word(), "person" + i);
        var entry = new Entry(id, rotation, Duration.ofSeconds(4 + i % 5));
        entries.add(entry);
        connect(home, entry);
      }
    }
  }

  private void connect(ClosedHome home, Entry entry) {
    var family =
        server.family(
            "{\"rotation\": \"%s\", \"lifetime\": %d, \"leeway\": 30}"
                .formatted(entry.rotation.word(), entry.lifetime.toSeconds()));
    entry.openSince = null;
    var access = Secret.of(family.text("access_token"));
    home.connect(entry.id, access, Secret.of(family.text("refresh_token")), entry.lifetime);
  }

  /// Compares a home whose host was just killed with the server, and connects anew what is lost.
  void inspect(ClosedHome home) {
    for (var entry : entries) {
      inspect(home.vault(), entry);
      if (home.vault().require(entry.id).state() == AccountState.NEEDS_CONSENT) {
        connect(home, entry);
      }
    }
  }

  private void inspect(Vault vault, Entry entry) {
    var account = vault.require(entry.id);
    var count = of(entry.rotation);
    boolean open = vault.openAttempt(entry.id).isPresent();
    boolean live = isLive(vault, entry);
    if (account.state() == AccountState.NEEDS_CONSENT) {
      count.lost++;
      count.lostWithoutAttempt += entry.openSince == null ? 1 : 0;
    } else if (!live && entry.rotation != Rotation.STRICT) {
      count.lost++; // neither kind can lose a reply
    } else if (!live && !open) {
      count.silentlyDead++;
    } else if (open) {
      count.attemptsOpen += entry.openSince == null ? 1 : 0;
      entry.openSince = account.generation();
    } else if (entry.openSince != null && account.generation().isAfter(entry.openSince)) {
      count.saved++;
      entry.openSince = null;
    }
  }

  private boolean isLive(Vault vault, Entry entry) {
    var refresh = Objects.requireNonNull(vault.current(entry.id).refresh());
    return refresh.useText(server::state).equals("live");
  }

  /// Compares what a host says that has just started: of an attempt that was open it must not say
  /// that all is well, unless it was tried again since.
  void hear(List<AccountView> views) {
    for (var entry : entries) {
      var since = entry.openSince;
      var view = view(views, entry.id);
      if (since != null && view.generation() == since.number()) {
        var count = of(entry.rotation);
        count.uncertain += view.state().equals("uncertain") ? 1 : 0;
        count.healthyAtRisk += view.state().equals("healthy") ? 1 : 0;
      }
    }
  }

  /// Whether no account has an attempt that nobody accounts for.
  boolean isSettled(List<AccountView> views) {
    return views.stream().noneMatch(view -> view.state().equals("uncertain"));
  }

  private static AccountView view(List<AccountView> views, AccountId id) {
    return views.stream()
        .filter(view -> view.account().equals(id.toString()))
        .findAny()
        .orElseThrow();
  }
}
