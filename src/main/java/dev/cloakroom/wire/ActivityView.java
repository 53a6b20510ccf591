package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One entry of the audit.
///
/// @param number its place in the audit; grows
/// @param at when it was written
/// @param node the node that wrote it; empty for a node alone
/// @param event what happened, such as `released` or `consent-allowed`
/// @param account the account it is about; null for none
/// @param generation the token set it is about; 0 for none
/// @param recipient who got or asked for it; empty for nobody
/// @param detail how, or what for
@Json(naming = Naming.LowerUnderscore)
public record ActivityView(
    long number,
    Instant at,
    String node,
    String event,
    @Nullable String account,
    long generation,
    String recipient,
    String detail) {}
