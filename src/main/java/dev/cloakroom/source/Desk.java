package dev.cloakroom.source;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.vault.Intake.Person;
import java.util.Optional;

/// What a source needs of those who speak to providers and keep tokens live.
public interface Desk {
  /// Whose access token it is; empty when the provider does not tell, or not now.
  Optional<Person> whose(String provider, Secret access);

  /// Takes up what was changed in the vault.
  void takeUp();

  /// A live access token of an account, which is refreshed when it has to be; empty when none can
  /// be had.
  Optional<Secret> live(AccountId account);
}
