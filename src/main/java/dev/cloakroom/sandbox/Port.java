package dev.cloakroom.sandbox;

import java.nio.file.Path;

/// A TCP port on the loopback inside a container that leads to a Unix socket of the host. It is
/// there before the command starts, and reached from that container alone: a plan with a port has a
/// network namespace of its own, whatever else it may reach.
///
/// @param number the port inside, at 127.0.0.1; 1024 or higher
/// @param socket the socket's path on the host; it need not be mounted inside
/// @param why one short reason, shown by `--dry-run`
public record Port(int number, Path socket, String why) {}
