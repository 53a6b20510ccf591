package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.store.Spool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/// Replies that came and could not be committed: in memory, and sealed in the first spool that
/// takes them. They are let go of only once they are in the vault. One that can't be opened, since
/// it is damaged or sealed with another key, is set aside in a file beside its spool. Safe for any
/// thread.
final class Waiting {
  private static final Logger LOG = System.getLogger(Waiting.class.getName());
  private static final String ASIDE = ".unreadable";

  private final List<Spool> spools;
  private final Set<Spool> guarded = new HashSet<>(); // never cleared
  private final Sealer sealer;
  private final Map<AccountId, Entry> entries = new LinkedHashMap<>();

  /// @param kept whether a spool has it
  private record Entry(Brought brought, boolean kept) {
    Entry or(Entry later) {
      return later.fence() < fence() ? this : later;
    }

    private long fence() {
      return brought.attempt().fence();
    }
  }

  Waiting(List<Spool> spools, Sealer sealer) {
    this.spools = spools;
    this.sealer = sealer;
    for (var spool : spools) {
      spool.records().forEach(record -> takeUp(record, spool));
    }
  }

  private void takeUp(byte[] record, Spool spool) {
    try {
      var brought = decode(record);
      entries.merge(brought.attempt().account(), new Entry(brought, true), Entry::or);
    } catch (VaultException
        | UncheckedIOException
        | NoSuchElementException
        | IllegalArgumentException e) {
      setAside(record, spool, e);
    }
  }

  private void setAside(byte[] record, Spool spool, RuntimeException why) {
    var aside = spool.beside(ASIDE);
    if (aside.records().stream().anyMatch(known -> Arrays.equals(known, record))) {
      return;
    }
    boolean done = aside.append(record);
    if (!done) {
      guarded.add(spool);
    }
    LOG.log(
        Level.ERROR,
        "A reply that waits in %s can't be opened, and is %s: %s"
            .formatted(
                spool.file(), done ? "kept in " + aside.file() : "left there", why.getMessage()));
  }

  /// All that wait, oldest first.
  synchronized List<Brought> all() {
    return entries.values().stream().map(Entry::brought).toList();
  }

  synchronized Optional<Brought> find(AccountId id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::brought);
  }

  /// Keeps what came as safe as it can be kept now; called again, it tries to keep it safer.
  synchronized Kept keep(Brought brought) {
    var id = brought.attempt().account();
    var before = entries.get(id);
    boolean known = before != null && before.kept() && before.brought().equals(brought);
    boolean kept = known || intoASpool(encode(brought));
    entries.put(id, new Entry(brought, kept));
    return kept ? Kept.SPOOLED : Kept.IN_MEMORY;
  }

  private boolean intoASpool(byte[] record) {
    for (var spool : spools) {
      if (spool.append(record)) {
        return true;
      }
    }
    return false;
  }

  /// Lets go of what is in the vault now.
  synchronized void settle(AccountId id) {
    if (entries.remove(id) != null && entries.isEmpty()) {
      spools.stream().filter(spool -> !guarded.contains(spool)).forEach(Spool::clear);
    }
  }

  private byte[] encode(Brought brought) {
    var attempt = brought.attempt();
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeUTF(attempt.account().toString());
      out.writeLong(attempt.fence());
      out.writeLong(attempt.generation().number());
      out.writeUTF(attempt.fingerprint());
      out.writeLong(attempt.openedAt().toEpochMilli());
      out.writeInt(attempt.tries());
      out.writeUTF(attempt.holder());
      out.writeBoolean(brought.unverified());
      out.write(sealer.seal(attempt.account(), brought.tokens()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private Brought decode(byte[] record) {
    try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
      var id = AccountId.parse(in.readUTF()).orElseThrow();
      var attempt =
          new Attempt(
              id,
              in.readLong(),
              new Generation(in.readLong()),
              in.readUTF(),
              Instant.ofEpochMilli(in.readLong()),
              in.readInt(),
              in.readUTF());
      boolean unverified = in.readBoolean();
      var tokens = sealer.open(id, attempt.generation().next(), in.readAllBytes());
      return new Brought(attempt, tokens, unverified);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
