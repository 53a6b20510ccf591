package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Life;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.vault.Inventory.Descent;
import dev.cloakroom.vault.Inventory.Holding;
import dev.cloakroom.vault.Inventory.Seed;
import dev.cloakroom.vault.Inventory.Spent;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Inventories as bytes, for a backup that is sealed as a whole: each list by its length, fields in
/// order. What an account tells of its token set is read from that, so that the two can't differ.
public final class InventoryCodec {
  private static final int FINGERPRINT_BYTES = 16;

  private InventoryCodec() {}

  /// Writes all of it.
  public static void write(DataOutputStream out, Inventory inventory) throws IOException {
    writeAll(out, inventory.holdings(), InventoryCodec::write);
    writeAll(out, inventory.lineages(), InventoryCodec::write);
    writeAll(out, inventory.seeds(), InventoryCodec::write);
  }

  /// Reads what [#write] wrote.
  ///
  /// @throws IOException when it was something else; a runtime exception, too, may say so
  public static Inventory read(DataInputStream in) throws IOException {
    return new Inventory(
        readAll(in, InventoryCodec::holding),
        readAll(in, InventoryCodec::descent),
        readAll(in, InventoryCodec::seed));
  }

  /// Writes the length of a list, and each item.
  public static <T> void writeAll(DataOutputStream out, List<T> items, Writing<T> writing)
      throws IOException {
    out.writeInt(items.size());
    for (var item : items) {
      writing.write(out, item);
    }
  }

  /// Reads a list that [#writeAll] wrote.
  public static <T> List<T> readAll(DataInputStream in, Reading<T> reading) throws IOException {
    var items = new ArrayList<T>();
    for (int left = in.readInt(); left > 0; left--) {
      items.add(reading.read(in));
    }
    return items;
  }

  /// Writes one item.
  @FunctionalInterface
  public interface Writing<T> {
    void write(DataOutputStream out, T item) throws IOException;
  }

  /// Reads one item.
  @FunctionalInterface
  public interface Reading<T> {
    T read(DataInputStream in) throws IOException;
  }

  private static void write(DataOutputStream out, Holding holding) throws IOException {
    var account = holding.account();
    out.writeUTF(account.id().toString());
    out.writeUTF(account.subject());
    out.writeUTF(account.label());
    out.writeUTF(account.state().name());
    out.writeUTF(account.reason());
    out.writeLong(account.generation().number());
    out.writeLong(account.createdAt().toEpochMilli());
    out.writeLong(account.authorizedAt().toEpochMilli());
    var tokens = holding.tokens();
    if (tokens == null) {
      out.writeInt(-1);
      return;
    }
    var bytes = TokenSetCodec.encode(tokens);
    out.writeInt(bytes.length);
    out.write(bytes);
    Arrays.fill(bytes, (byte) 0);
  }

  private static Holding holding(DataInputStream in) throws IOException {
    var id = account(in);
    var subject = in.readUTF();
    var label = in.readUTF();
    var state = AccountState.valueOf(in.readUTF());
    var reason = in.readUTF();
    var generation = new Generation(in.readLong());
    var createdAt = Instant.ofEpochMilli(in.readLong());
    var authorizedAt = Instant.ofEpochMilli(in.readLong());
    var tokens = tokens(in, generation);
    return new Holding(
        new Account(
            id,
            subject,
            label,
            state,
            reason,
            generation,
            createdAt,
            authorizedAt,
            tokens == null ? new Life(authorizedAt, authorizedAt) : tokens.life(),
            tokens != null && tokens.refresh() != null,
            tokens == null ? null : tokens.refreshEndsAt(),
            tokens == null ? Scopes.NONE : tokens.scopes()),
        tokens);
  }

  private static @Nullable TokenSet tokens(DataInputStream in, Generation generation)
      throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    var bytes = in.readNBytes(length);
    try {
      return TokenSetCodec.decode(generation, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void write(DataOutputStream out, Descent descent) throws IOException {
    out.writeUTF(descent.account().toString());
    out.writeLong(descent.fence());
    out.writeLong(descent.highest().number());
    writeAll(out, descent.spent(), InventoryCodec::write);
  }

  private static Descent descent(DataInputStream in) throws IOException {
    return new Descent(
        account(in),
        in.readLong(),
        new Generation(in.readLong()),
        readAll(in, InventoryCodec::spent));
  }

  private static void write(DataOutputStream out, Spent spent) throws IOException {
    out.write(HexFormat.of().parseHex(spent.fingerprint()));
    out.writeLong(spent.generation().number());
  }

  private static Spent spent(DataInputStream in) throws IOException {
    return new Spent(fingerprint(in), new Generation(in.readLong()));
  }

  private static void write(DataOutputStream out, Seed seed) throws IOException {
    out.writeUTF(seed.source());
    out.write(HexFormat.of().parseHex(seed.fingerprint()));
    out.writeUTF(seed.account().toString());
    out.writeLong(seed.takenAt().toEpochMilli());
  }

  private static Seed seed(DataInputStream in) throws IOException {
    return new Seed(
        in.readUTF(), fingerprint(in), account(in), Instant.ofEpochMilli(in.readLong()));
  }

  private static String fingerprint(DataInputStream in) throws IOException {
    return HexFormat.of().formatHex(in.readNBytes(FINGERPRINT_BYTES));
  }

  private static AccountId account(DataInputStream in) throws IOException {
    return AccountId.parse(in.readUTF()).orElseThrow(() -> new IOException("not an account"));
  }
}
