package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that happened in the host, as `GET /v1/events` tells it. No token is ever in it.
///
/// @param id its number since the host started; grows
/// @param type `account_connected`, `account_refreshed`, `account_state`, `account_expiring`,
///   `account_disconnected`, `granted`, `ungranted`, `auth_required`, `consent_answered`,
///   `run_started`, `run_waits`, `run_ended` or `alarm`
/// @param at when
/// @param account the account it is about; null for none
/// @param generation of `account_refreshed`
/// @param workload the workload it is about; null for none
/// @param run the run it is about; null for none
/// @param consent the consent request it is about; null for none
/// @param provider of `auth_required`: whose authorization is needed
/// @param state of `account_state` and `consent_answered`: the new one; of `alarm`: its code; of
///   `account_expiring`: why it ends
/// @param lastsUntil of `account_expiring`: when it ends
/// @param exit of `run_ended`
/// @param message words for people; null when the rest says it all
@Json(naming = Naming.LowerUnderscore)
public record EventView(
    long id,
    String type,
    Instant at,
    @Nullable String account,
    @Nullable Long generation,
    @Nullable String workload,
    @Nullable String run,
    @Nullable String consent,
    @Nullable String provider,
    @Nullable String state,
    @Nullable Instant lastsUntil,
    @Nullable Integer exit,
    @Nullable String message) {}
