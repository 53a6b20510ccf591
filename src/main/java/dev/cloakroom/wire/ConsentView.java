package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A consent request, as far as its asker may know it.
///
/// @param id its id
/// @param workload who asks
/// @param provider whose authorization is asked for
/// @param scope what is asked for, joined by spaces
/// @param state `open`, `allowed`, `denied`, `blocked` or `expired`
/// @param account what was allowed; null until then
/// @param link where a person answers it
/// @param endsAt when it expires
/// @param waitingLogin names the login that waits for its person's word; null for none
/// @param waitingAccount what that will be saved as
/// @param waitingLabel whose it is; empty when the provider does not tell
@Json(naming = Naming.LowerUnderscore)
public record ConsentView(
    String id,
    String workload,
    String provider,
    String scope,
    String state,
    @Nullable String account,
    @Nullable String link,
    Instant endsAt,
    @Nullable String waitingLogin,
    @Nullable String waitingAccount,
    @Nullable String waitingLabel) {}
