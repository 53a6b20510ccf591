package dev.cloakroom.audit;

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
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// Entries that the store did not take, in a spool of the audit's own, until it takes them again.
/// Each bears a MAC, so that none can be made up. Safe for any thread.
final class Reserve {
  private static final Logger LOG = System.getLogger(Reserve.class.getName());
  private static final int MAC = 32; // bytes

  private final Spool spool;
  private final SecretKey key;

  Reserve(Spool spool, SecretKey key) {
    this.spool = spool;
    this.key = key;
  }

  /// An entry with its time, in epoch milliseconds.
  record Late(long at, Entry entry) {}

  /// Keeps an entry; false when there is no room for it either.
  boolean keep(Late late) {
    var body = encode(late);
    var record = Arrays.copyOf(body, body.length + MAC);
    System.arraycopy(mac(body), 0, record, body.length, MAC);
    return spool.append(record);
  }

  /// What is kept, oldest first.
  Batch all() {
    var records = spool.records();
    var entries = new ArrayList<Late>();
    for (var record : records) {
      var body = Arrays.copyOf(record, Math.max(0, record.length - MAC));
      var mac = Arrays.copyOfRange(record, body.length, record.length);
      if (MessageDigest.isEqual(mac, mac(body))) {
        entries.add(decode(body));
      }
    }
    return new Batch(entries, records.size());
  }

  /// Entries that were kept.
  ///
  /// @param records how many records they are, with those that somebody else made up or changed
  record Batch(List<Late> entries, int records) {
    Batch {
      entries = List.copyOf(entries);
    }
  }

  /// Lets go of a batch, and of nothing that was kept since.
  void drop(Batch batch) {
    int changed = batch.records - batch.entries.size();
    if (changed > 0) {
      LOG.log(
          Level.ERROR,
          "entries in %s that were changed from outside are left out: %d"
              .formatted(spool.file(), changed));
    }
    spool.drop(batch.records);
  }

  private byte[] mac(byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks HmacSHA256", e);
    }
  }

  private static byte[] encode(Late late) {
    var bytes = new ByteArrayOutputStream();
    var entry = late.entry;
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(late.at);
      out.writeUTF(entry.event());
      out.writeUTF(entry.account() == null ? "" : entry.account().toString());
      out.writeLong(entry.generation().number());
      out.writeUTF(entry.recipient());
      out.writeUTF(entry.detail());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Late decode(byte[] body) {
    try (var in = new DataInputStream(new ByteArrayInputStream(body))) {
      long at = in.readLong();
      var event = in.readUTF();
      var account = AccountId.parse(in.readUTF()).orElse(null);
      var generation = new Generation(in.readLong());
      return new Late(at, new Entry(event, account, generation, in.readUTF(), in.readUTF()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
