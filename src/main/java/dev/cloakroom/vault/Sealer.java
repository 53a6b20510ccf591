package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.store.MasterKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Seals token sets: AES-256-GCM with a random 96-bit nonce, bound to account, generation and key,
/// so that a row can't be changed, swapped for another's or rolled back unnoticed (promise P6).
///
/// Form: version 1, nonce, ciphertext with its 128-bit tag. Safe for any thread.
final class Sealer {
  private static final byte VERSION = 1;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final String keyId;
  private final SecureRandom random;

  Sealer(MasterKey master, SecureRandom random) {
    this.key = master.keyFor("vault");
    this.keyId = master.id();
    this.random = random;
  }

  byte[] seal(AccountId account, TokenSet tokens) {
    var plain = TokenSetCodec.encode(tokens);
    try {
      return seal(account, tokens.generation().toString(), plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /// Seals something else of an account.
  ///
  /// @param what it is; no number, for that would be a generation
  byte[] seal(AccountId account, String what, byte[] plain) {
    var nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, nonce, account, what);
      var sealed = cipher.doFinal(plain);
      return ByteBuffer.allocate(1 + NONCE + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks AES-GCM", e);
    }
  }

  TokenSet open(AccountId account, Generation generation, byte[] sealed) {
    var plain =
        open(account, generation.toString(), sealed)
            .orElseThrow(() -> damaged(account, generation));
    try {
      return TokenSetCodec.decode(generation, plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /// Opens something else of an account; empty when it is damaged, or was changed from outside.
  Optional<byte[]> open(AccountId account, String what, byte[] sealed) {
    if (sealed.length <= 1 + NONCE || sealed[0] != VERSION) {
      return Optional.empty();
    }
    try {
      var nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
      var cipher = cipher(Cipher.DECRYPT_MODE, nonce, account, what);
      return Optional.of(cipher.doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE));
    } catch (AEADBadTagException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks AES-GCM", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, AccountId account, String what)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((account + "\0" + what + "\0" + keyId).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static VaultException damaged(AccountId account, Generation generation) {
    return new VaultException(
        "row-damaged",
        "The stored token set of %s (generation %s) is damaged or was changed from outside, and is not used: connect the account again, or restore a backup."
            .formatted(account, generation));
  }
}
