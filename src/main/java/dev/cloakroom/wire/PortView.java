package dev.cloakroom.wire;

import io.avaje.jsonb.Json;

/// A port of a run's loopback that leads to a Unix socket of the host.
@Json
public record PortView(int number, String socket, String why) {}
