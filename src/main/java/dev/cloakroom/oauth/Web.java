package dev.cloakroom.oauth;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// The way to authorization servers: one request, one reply, bounded in size and time.
///
/// Follows no redirects and keeps no cookies. A request that may have reached the server is never
/// sent again. One per process; safe for any thread.
public final class Web {
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final int LARGEST_BODY = 1 << 22;

  private final HttpClient client;
  private final Duration deadline;

  private Web(Duration connect, Duration deadline) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connect)
            .build();
    this.deadline = deadline;
  }

  /// Ten seconds to connect, thirty for the whole reply.
  public static Web open() {
    return new Web(Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  /// The same with another deadline for the whole reply.
  static Web within(Duration deadline) {
    return new Web(deadline, deadline);
  }

  /// Sends `request` once, and waits for the whole reply.
  Heard send(HttpRequest.Builder request) {
    var prepared =
        request
            .setHeader("Accept", "application/json")
            .setHeader("User-Agent", "Cloakroom")
            .build();
    var reply = client.sendAsync(prepared, _ -> new BoundedBody(LARGEST_BODY));
    try {
      return answer(await(reply));
    } catch (TimeoutException _) {
      return abandon(reply, "timeout");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return abandon(reply, "interrupted");
    } catch (ExecutionException e) {
      return nothing(e.getCause());
    }
  }

  /// Waits until the deadline. A process that was stopped meanwhile looks once more: the reply may
  /// lie in the socket since, and nobody else has it.
  private <T> T await(Future<T> reply)
      throws TimeoutException, InterruptedException, ExecutionException {
    long end = System.nanoTime() + deadline.toNanos();
    try {
      return reply.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (System.nanoTime() - end < GRACE.toNanos()) {
        throw e;
      }
      return reply.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static Heard answer(HttpResponse<byte[]> reply) {
    var body = PlainBody.of(reply.headers(), reply.body(), LARGEST_BODY);
    return body.length > LARGEST_BODY
        ? new Heard.Nothing("too-large", true)
        : new Heard.Answer(reply.statusCode(), reply.headers(), body);
  }

  private static Heard abandon(Future<?> reply, String reason) {
    reply.cancel(true);
    return new Heard.Nothing(reason, true);
  }

  private static Heard nothing(@Nullable Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException _ -> new Heard.Nothing("connect", false);
      case ConnectException _ -> new Heard.Nothing("connect", false);
      case UnresolvedAddressException _ -> new Heard.Nothing("connect", false);
      case SSLHandshakeException _ -> new Heard.Nothing("tls", false);
      case BoundedBody.TooLargeException _ -> new Heard.Nothing("too-large", true);
      case null, default -> new Heard.Nothing("lost-reply", true);
    };
  }
}
