package dev.cloakroom.backup;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.consent.Blocks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Store;
import dev.cloakroom.vault.Fate;
import dev.cloakroom.vault.Restoration;
import dev.cloakroom.vault.Restoration.Decision;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.Grants;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Backups of a home, and what is brought back of them: whole, in one transaction, or not at all.
/// Safe for any thread.
public final class Backups {
  private static final int SHORTEST = 12;

  private final Rooms rooms;
  private final Predicate<String> rotates;
  private final Clock clock;
  private final SecureRandom random;

  /// What backups are taken of.
  public record Rooms(Store store, Audit audit, Restoration vault, Grants grants, Blocks blocks) {}

  /// @param rotates whether a provider's refresh tokens are good once
  public Backups(Rooms rooms, Predicate<String> rotates, Clock clock, SecureRandom random) {
    this.rooms = rooms;
    this.rotates = rotates;
    this.clock = clock;
    this.random = random;
  }

  /// What a restore did, or would do.
  ///
  /// @param made when the backup was made
  /// @param grants how many grants came with the accounts that were added
  /// @param left how many were left, since their accounts were not added, or the name is taken
  /// @param blocks how many blocks are new here
  public record Report(Instant made, List<Decision> accounts, int grants, int left, int blocks) {}

  /// Makes a backup, as it is to be written to a file.
  ///
  /// @throws Problem `weak-passphrase`
  public byte[] make(Secret passphrase) {
    requireStrong(passphrase);
    var content = rooms.store.write(this::content).encode();
    try {
      return SealedFile.seal(content, passphrase, clock.instant(), random);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static void requireStrong(Secret passphrase) {
    if (passphrase.useText(text -> text.codePointCount(0, text.length())) < SHORTEST) {
      throw new Problem(
          Kind.USAGE,
          "weak-passphrase",
          "A passphrase has at least %d characters: who has the file and guesses it has every account."
              .formatted(SHORTEST));
    }
  }

  /// Among the writes, so that all of it is of one moment.
  private Content content(Connection connection) throws SQLException {
    var content =
        new Content(
            rooms.vault.inventory(connection),
            rooms.grants.lasting(connection),
            rooms.blocks.all(connection));
    note(connection, "backed-up", "%d accounts".formatted(content.inventory().holdings().size()));
    return content;
  }

  private void note(Connection connection, String event, String detail) throws SQLException {
    rooms.audit.recordIn(connection, new Entry(event, null, Generation.NONE, "host", detail));
  }

  /// Tells what [#restore] would do, and changes nothing.
  public Report plan(byte[] file, Secret passphrase) {
    var opened = open(file, passphrase);
    return rooms.store.read(connection -> {
      var content = opened.content;
      var decisions = rooms.vault.decide(connection, content.inventory());
      var grants = welcome(connection, content, decisions);
      var blocks = unknown(connection, content);
      return report(opened, decisions, grants.size(), blocks);
    });
  }

  /// Brings back what may be brought back.
  ///
  /// @throws Problem `not-a-backup`, `backup-newer`, `wrong-passphrase`, `backup-damaged`; nothing
  ///   was changed then
  public Report restore(byte[] file, Secret passphrase) {
    var opened = open(file, passphrase);
    return rooms.store.write(connection -> {
      var content = opened.content;
      var decisions = rooms.vault.restore(connection, content.inventory(), rotates);
      var grants = welcome(connection, content, decisions);
      rooms.grants.restore(connection, grants);
      int blocks = unknown(connection, content);
      rooms.blocks.add(connection, content.blocks());
      note(connection, "restored", "a backup of " + opened.made);
      return report(opened, decisions, grants.size(), blocks);
    });
  }

  private record Opened(Instant made, Content content) {}

  private static Opened open(byte[] file, Secret passphrase) {
    var opened = SealedFile.open(file, passphrase);
    try {
      return new Opened(opened.made(), Content.decode(opened.content()));
    } finally {
      Arrays.fill(opened.content(), (byte) 0);
    }
  }

  private static Report report(Opened opened, List<Decision> decisions, int grants, int blocks) {
    int left = opened.content.grants().size() - grants;
    return new Report(opened.made, decisions, grants, left, blocks);
  }

  /// The grants that come with accounts which were not here. Of others, what was granted, and taken
  /// back, was decided here.
  private List<Grant> welcome(Connection connection, Content content, List<Decision> decisions)
      throws SQLException {
    var added = added(decisions);
    var taken = new ArrayList<>(rooms.grants.all(connection));
    var welcome = new ArrayList<Grant>();
    for (var grant : content.grants()) {
      if (added.contains(grant.account()) && taken.stream().noneMatch(t -> clash(t, grant))) {
        welcome.add(grant);
        taken.add(grant);
      }
    }
    return welcome;
  }

  private static Set<AccountId> added(List<Decision> decisions) {
    return decisions.stream()
        .filter(decision -> decision.fate() == Fate.ADDED)
        .map(Decision::account)
        .collect(Collectors.toSet());
  }

  private static boolean clash(Grant one, Grant other) {
    return one.workload().equals(other.workload()) && one.name().equals(other.name());
  }

  private int unknown(Connection connection, Content content) throws SQLException {
    var known = Set.copyOf(rooms.blocks.all(connection));
    return (int) content.blocks().stream().filter(block -> !known.contains(block)).count();
  }
}
