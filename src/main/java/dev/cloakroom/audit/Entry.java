package dev.cloakroom.audit;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import org.jspecify.annotations.Nullable;

/// Something worth keeping on record.
///
/// @param event what happened, such as `released`, `committed`, `granted`
/// @param account whose token; null when it is about none
/// @param generation which token set; `NONE` when it is about none
/// @param recipient who got it or did it: a run's id, `host`, a workload; empty when nobody
/// @param detail more words; never a secret
public record Entry(
    String event,
    @Nullable AccountId account,
    Generation generation,
    String recipient,
    String detail) {}
