package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import java.util.Arrays;
import java.util.Optional;

/// Seals files of logins that came from elsewhere, with the vault's own key: whoever keeps them
/// needs no other. Safe for any thread.
public final class Keepsakes {
  private static final String WHAT = "keepsake";

  private final Sealer sealer;

  Keepsakes(Sealer sealer) {
    this.sealer = sealer;
  }

  /// Seals a file of an account's login.
  public byte[] seal(AccountId account, Secret file) {
    return file.use(plain -> sealer.seal(account, WHAT, plain));
  }

  /// Opens what was sealed; empty when it is damaged, another account's or another vault's.
  public Optional<Secret> open(AccountId account, byte[] sealed) {
    return sealer
        .open(account, WHAT, sealed)
        .map(plain -> {
          var file = Secret.of(plain);
          Arrays.fill(plain, (byte) 0);
          return file;
        });
  }
}
