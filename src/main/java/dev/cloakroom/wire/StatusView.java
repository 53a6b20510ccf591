package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;
import java.util.List;

/// The host and its accounts.
///
/// @param version of the host
/// @param home its data folder
/// @param console where its console is, without a login
/// @param startedAt when it began
/// @param accounts all of them, by name
@Json(naming = Naming.LowerUnderscore)
public record StatusView(
    String version, String home, String console, Instant startedAt, List<AccountView> accounts) {}
