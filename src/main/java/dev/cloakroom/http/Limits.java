package dev.cloakroom.http;

import java.time.Duration;

/// What one listener takes from its clients before it refuses: sizes, numbers, times.
///
/// @param maxBody bytes of a request's body; more is `413 body-too-large`
/// @param maxHead bytes of a request's headers, and of its first line; more is refused
/// @param maxConnections connections open at once; the next one waits to be accepted
/// @param requestTime from the first byte of a request to the last one of its body; then `408`
/// @param idleTime between two requests of a connection; then it is closed
/// @param writeTime that a client may leave a reply unread; then its connection is closed
/// @param closeTime that a closing listener gives to replies under way
public record Limits(
    int maxBody,
    int maxHead,
    int maxConnections,
    Duration requestTime,
    Duration idleTime,
    Duration writeTime,
    Duration closeTime) {

  /// What fits an API and its pages: 1 MiB bodies, 16 KiB heads, 512 connections, ten seconds.
  public static Limits standard() {
    return new Limits(
        1 << 20,
        16 << 10,
        512,
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        Duration.ofMillis(500));
  }

  /// The same with another size of bodies.
  public Limits withMaxBody(int bytes) {
    return new Limits(bytes, maxHead, maxConnections, requestTime, idleTime, writeTime, closeTime);
  }

  /// The same with another number of connections.
  public Limits withMaxConnections(int number) {
    return new Limits(maxBody, maxHead, number, requestTime, idleTime, writeTime, closeTime);
  }

  /// The same with other times for a request, between requests, and for an unread reply.
  public Limits withTimes(Duration request, Duration idle, Duration write) {
    return new Limits(maxBody, maxHead, maxConnections, request, idle, write, closeTime);
  }
}
