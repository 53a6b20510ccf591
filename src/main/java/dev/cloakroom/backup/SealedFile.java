package dev.cloakroom.backup;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The form of a backup: a header in clear, then AES-256-GCM, under a key made of a passphrase.
///
/// The header: magic, version (1), the rounds of PBKDF2-HMAC-SHA256, its salt, when it was made,
/// the nonce, and a check by which a wrong passphrase is told from a damaged file. All of it is
/// bound to the content. Decision 0018 says why.
@SuppressWarnings("ArrayRecordComponent") // nobody compares backups
record SealedFile(Instant made, byte[] content) {
  private static final byte[] MAGIC = "CLOAKROOM BACKUP\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int ROUNDS = 600_000;
  private static final int MOST_ROUNDS = 20_000_000;
  private static final int SALT = 16;
  private static final int NONCE = 12;
  private static final int CHECK = 16;
  private static final int KEY = 32;
  private static final int TAG = 16;
  private static final int PLAIN = MAGIC.length + 1 + Integer.BYTES + SALT + Long.BYTES + NONCE;

  static byte[] seal(byte[] content, Secret passphrase, Instant made, SecureRandom random) {
    var salt = random(SALT, random);
    var plain =
        ByteBuffer.allocate(PLAIN)
            .put(MAGIC)
            .put(VERSION)
            .putInt(ROUNDS)
            .put(salt)
            .putLong(made.toEpochMilli())
            .put(random(NONCE, random))
            .array();
    try {
      var keys = Keys.of(passphrase, salt, ROUNDS);
      var header = ByteBuffer.allocate(PLAIN + CHECK).put(plain).put(keys.check(plain)).array();
      var sealed = keys.cipher(Cipher.ENCRYPT_MODE, header).doFinal(content);
      return ByteBuffer.allocate(header.length + sealed.length).put(header).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw lacking(e);
    }
  }

  /// Opens a backup.
  ///
  /// @throws Problem `not-a-backup`, `backup-newer`, `wrong-passphrase`, `backup-damaged`
  static SealedFile open(byte[] file, Secret passphrase) {
    if (file.length < MAGIC.length || !startsWith(file, MAGIC)) {
      throw new Problem(
          Kind.USAGE,
          "not-a-backup",
          "This file is not a backup made by Cloakroom: choose another. Nothing was changed.");
    }
    if (file.length < PLAIN + CHECK + TAG) {
      throw damaged();
    }
    var fields = ByteBuffer.wrap(file, MAGIC.length, PLAIN - MAGIC.length);
    if (fields.get() != VERSION) {
      throw new Problem(
          Kind.USAGE,
          "backup-newer",
          "This backup was made by a newer Cloakroom: restore it with that one. Nothing was changed.");
    }
    int rounds = fields.getInt();
    var salt = new byte[SALT];
    fields.get(salt);
    var made = Instant.ofEpochMilli(fields.getLong());
    if (rounds < ROUNDS || rounds > MOST_ROUNDS) {
      throw damaged();
    }
    return new SealedFile(made, open(file, Keys.of(passphrase, salt, rounds)));
  }

  private static byte[] open(byte[] file, Keys keys) {
    var header = Arrays.copyOf(file, PLAIN + CHECK);
    var check = Arrays.copyOfRange(header, PLAIN, PLAIN + CHECK);
    if (!MessageDigest.isEqual(check, keys.check(Arrays.copyOf(header, PLAIN)))) {
      throw new Problem(
          Kind.REFUSED,
          "wrong-passphrase",
          "The passphrase is not the one that this backup was made with, or the file's beginning was changed. Nothing was changed.");
    }
    try {
      return keys.cipher(Cipher.DECRYPT_MODE, header)
          .doFinal(file, header.length, file.length - header.length);
    } catch (AEADBadTagException _) {
      throw damaged();
    } catch (GeneralSecurityException e) {
      throw lacking(e);
    }
  }

  static Problem damaged() {
    return new Problem(
        Kind.FAILED,
        "backup-damaged",
        "This backup was cut short or changed: use another copy of it. Nothing was changed.");
  }

  private static boolean startsWith(byte[] file, byte[] beginning) {
    return Arrays.equals(file, 0, beginning.length, beginning, 0, beginning.length);
  }

  private static byte[] random(int length, SecureRandom random) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static IllegalStateException lacking(GeneralSecurityException cause) {
    return new IllegalStateException("the JDK lacks what backups are sealed with", cause);
  }

  /// What a passphrase was stretched to.
  private record Keys(SecretKey root) {
    static Keys of(Secret passphrase, byte[] salt, int rounds) {
      return passphrase.useText(text -> {
        var letters = Normalizer.normalize(text, Normalizer.Form.NFC).toCharArray();
        var parameters = new PBEKeySpec(letters, salt, rounds, KEY * Byte.SIZE);
        try {
          var factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
          var root = factory.generateSecret(parameters).getEncoded();
          return new Keys(new SecretKeySpec(root, "Generic"));
        } catch (GeneralSecurityException e) {
          throw lacking(e);
        } finally {
          parameters.clearPassword();
          Arrays.fill(letters, '\0');
        }
      });
    }

    private SecretKey derive(String algorithm, byte[] information, int length) {
      try {
        return KDF.getInstance("HKDF-SHA256")
            .deriveKey(algorithm, HKDFParameterSpec.expandOnly(root, information, length));
      } catch (GeneralSecurityException e) {
        throw lacking(e);
      }
    }

    byte[] check(byte[] plain) {
      var information =
          ByteBuffer.allocate(plain.length + 5)
              .put("check".getBytes(StandardCharsets.US_ASCII))
              .put(plain);
      return derive("Generic", information.array(), CHECK).getEncoded();
    }

    Cipher cipher(int mode, byte[] header) throws GeneralSecurityException {
      var key = derive("AES", "cloakroom backup 1".getBytes(StandardCharsets.US_ASCII), KEY);
      var nonce = Arrays.copyOfRange(header, PLAIN - NONCE, PLAIN);
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
      cipher.updateAAD(header);
      return cipher;
    }
  }
}
