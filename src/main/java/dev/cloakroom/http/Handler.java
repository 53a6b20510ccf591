package dev.cloakroom.http;

/// Answers one request. Blocking is fine: each request has its virtual thread.
@FunctionalInterface
public interface Handler {
  /// The reply; a [dev.cloakroom.problem.Problem] thrown becomes an RFC 9457 reply.
  Reply handle(Request request);
}
