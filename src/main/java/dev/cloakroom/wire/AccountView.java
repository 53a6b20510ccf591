package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An account as people see it.
///
/// @param account its name, `provider/name`
/// @param label whose it is at the provider
/// @param state `healthy`, `uncertain`, `misconfigured`, `needs-consent`, or `expired` when its
///   token is over and no new one has come yet
/// @param reason why it is not healthy; empty when it is
/// @param scope its scopes, joined by spaces
/// @param generation its current token set
/// @param issuedAt when its access token came
/// @param expiresAt when its access token ends; null when it does not
/// @param refreshDue when it is refreshed next; null for never
/// @param retryAt when a refresh that failed is tried again; null when none failed
/// @param lastsUntil when a person has to consent again; null when no end is known
/// @param lastsBecause why then: `absolute-lifetime`, `test-mode`, `refresh-token-end`,
///   `no-refresh-token`, `uncertain` or `needs-consent`; null when no end is known
/// @param restsUntil until when it lasts if the host stays off; null when that is not known, or no
///   sooner than its end
@Json(naming = Naming.LowerUnderscore)
public record AccountView(
    String account,
    String label,
    String state,
    String reason,
    String scope,
    long generation,
    Instant issuedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant refreshDue,
    @Nullable Instant retryAt,
    @Nullable Instant lastsUntil,
    @Nullable String lastsBecause,
    @Nullable Instant restsUntil) {}
