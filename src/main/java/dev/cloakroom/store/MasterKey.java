package dev.cloakroom.store;

import dev.cloakroom.credential.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// The key that protects everything at rest: 32 random bytes in a file of mode 0600, written in
/// hex.
///
/// Nothing is sealed with it directly: each purpose has a key of its own, derived by HKDF-SHA256
/// (RFC 5869).
public final class MasterKey {
  private static final int BYTES = 32;

  private final Secret key;

  private MasterKey(Secret key) {
    this.key = key;
  }

  /// A key from bytes that the caller holds.
  public static MasterKey of(Secret key) {
    if (key.length() != BYTES) {
      throw new IllegalArgumentException("a master key has 32 bytes, not " + key.length());
    }
    return new MasterKey(key);
  }

  /// Reads the key at `file`, or makes one when neither the file nor a `database` is there.
  public static MasterKey at(Path file, Path database, SecureRandom random) {
    try {
      if (Files.exists(file)) {
        return read(file);
      }
      if (Files.exists(database)) {
        throw new StoreException(
            "key-missing",
            "The vault %s is there, but its master key %s is not: put the key back. Nothing was changed."
                .formatted(database, file));
      }
      return make(file, random);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// Reads the key at `file` for a database that several nodes share. Makes one when the database
  /// is nobody's yet.
  public static MasterKey shared(Path file, Store store, SecureRandom random) {
    try {
      if (Files.exists(file)) {
        return read(file);
      }
      if (store.read(MasterKey::isClaimed)) {
        throw copyIt(file);
      }
      var made = make(file, random);
      if (store.write(connection -> made.claim(connection))) {
        return made;
      }
      Files.delete(file); // another node was first
      throw copyIt(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// Reads a key that a service manager gave: who else may read it is that one's business.
  public static MasterKey given(Path file) {
    try {
      return parse(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static StoreException unreadable(Path file, IOException cause) {
    return new StoreException(
        "key-unreadable", "The master key %s can't be read.".formatted(file), cause);
  }

  private static StoreException copyIt(Path file) {
    return new StoreException(
        "key-missing",
        "The database that store.url names is in use, and this node has no master key: copy the first node's to %s, and chmod 600 it. Nothing was changed."
            .formatted(file));
  }

  private static boolean isClaimed(Connection connection) throws SQLException {
    try (var query =
            connection.prepareStatement("SELECT value FROM meta WHERE name = 'master-key'");
        var row = query.executeQuery()) {
      return row.next();
    }
  }

  private boolean claim(Connection connection) throws SQLException {
    var sql = "INSERT INTO meta VALUES ('master-key', ?) ON CONFLICT (name) DO NOTHING";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, id());
      return insert.executeUpdate() == 1;
    }
  }

  private static MasterKey make(Path file, SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    DurableFile.write(
        file, (HexFormat.of().formatHex(bytes) + "\n").getBytes(StandardCharsets.US_ASCII));
    var made = new MasterKey(Secret.of(bytes));
    Arrays.fill(bytes, (byte) 0);
    return made;
  }

  private static MasterKey read(Path file) throws IOException {
    var others =
        Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    if (Files.getPosixFilePermissions(file).stream().anyMatch(others::contains)) {
      throw new StoreException(
          "key-exposed",
          "The master key %s can be read by others: chmod 600 it, and think about who has seen it."
              .formatted(file));
    }
    return parse(file);
  }

  private static MasterKey parse(Path file) throws IOException {
    try {
      var bytes = HexFormat.of().parseHex(Files.readString(file).strip());
      return of(Secret.of(bytes));
    } catch (IllegalArgumentException _) {
      throw new StoreException(
          "key-unreadable",
          "The master key %s is damaged: it should hold 64 hex digits. Put back the right one."
              .formatted(file));
    }
  }

  /// The 256-bit AES key for one purpose, such as `vault`.
  public SecretKey keyFor(String purpose) {
    return derive("AES", purpose);
  }

  /// The HMAC-SHA256 key for one purpose.
  public SecretKey macKeyFor(String purpose) {
    return derive("HmacSHA256", purpose);
  }

  /// Eight hex digits that tell this key from another, and nothing of it.
  public String id() {
    var derived = derive("Generic", "key id").getEncoded();
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(derived);
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks SHA-256", e);
    }
  }

  private SecretKey derive(String algorithm, String purpose) {
    return key.use(bytes -> {
      try {
        var parameters =
            HKDFParameterSpec.ofExtract()
                .addIKM(bytes)
                .thenExpand(("cloakroom 1 " + purpose).getBytes(StandardCharsets.UTF_8), BYTES);
        return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, parameters);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK lacks HKDF-SHA256", e);
      }
    });
  }
}
