package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import java.time.Instant;

/// One person's authorization at one provider, without its tokens.
///
/// @param id its name
/// @param subject who it is at the provider, by the provider's own id; empty when it does not tell
/// @param label who it is, in words for people
/// @param state how it stands
/// @param reason why it stands so; empty when healthy
/// @param generation its current token set
/// @param createdAt when it was first connected
public record Account(
    AccountId id,
    String subject,
    String label,
    AccountState state,
    String reason,
    Generation generation,
    Instant createdAt) {}
