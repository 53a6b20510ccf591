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
    var nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, nonce, account, tokens.generation());
      var sealed = cipher.doFinal(plain);
      return ByteBuffer.allocate(1 + NONCE + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks AES-GCM", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  TokenSet open(AccountId account, Generation generation, byte[] sealed) {
    if (sealed.length <= 1 + NONCE || sealed[0] != VERSION) {
      throw damaged(account, generation);
    }
    try {
      var cipher =
          cipher(
              Cipher.DECRYPT_MODE, Arrays.copyOfRange(sealed, 1, 1 + NONCE), account, generation);
      var plain = cipher.doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE);
      try {
        return TokenSetCodec.decode(generation, plain);
      } finally {
        Arrays.fill(plain, (byte) 0);
      }
    } catch (AEADBadTagException _) {
      throw damaged(account, generation);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks AES-GCM", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, AccountId account, Generation generation)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((account + "\0" + generation + "\0" + keyId).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static VaultException damaged(AccountId account, Generation generation) {
    return new VaultException(
        "row-damaged",
        "The stored token set of %s (generation %s) is damaged or was changed from outside, and is not used: connect the account again, or restore a backup."
            .formatted(account, generation));
  }
}
