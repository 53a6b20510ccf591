package dev.cloakroom.http;

import dev.cloakroom.http.RouteTable.Found;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds who answers a request, and turns what goes wrong into replies.
final class Answers {
  private static final System.Logger LOGGER = System.getLogger(Answers.class.getName());

  private static final Duration BRAKE = Duration.ofMillis(10);

  private final RouteTable table;
  private final @Nullable RateLimit rate;

  Answers(List<Route> routes) {
    this(routes, null);
  }

  Answers(List<Route> routes, @Nullable RateLimit rate) {
    this.table = new RouteTable(routes);
    this.rate = rate;
  }

  /// The reply to a request that comes too fast, whatever it is; clients that hammer wait for it.
  Optional<Reply> refusal() {
    if (rate == null) {
      return Optional.empty();
    }
    var refusal = rate.refusal();
    if (refusal.isPresent() && rate.isHammered()) {
      LockSupport.parkNanos(BRAKE.toNanos());
    }
    return refusal;
  }

  /// The reply to a request whose target is `rawPath?rawQuery`.
  Reply to(
      String method,
      String rawPath,
      String rawQuery,
      Map<String, List<String>> headers,
      byte[] body) {
    return guarded(() -> {
      var segments = Decoding.segments(rawPath);
      return switch (table.find(method, segments)) {
        case Found.Answered(var handler, var parameters) ->
            handler.handle(
                new Request(
                    method,
                    String.join("/", segments),
                    parameters,
                    Decoding.pairs(rawQuery),
                    headers,
                    body));
        case Found.OtherMethods(var allow) -> wrongMethod(allow);
        case Found.Nothing() ->
            throw new Problem(
                Kind.NOT_FOUND, "unknown-path", "nothing answers at this path: see docs/api.md");
      };
    });
  }

  /// What `work` replies; a problem that it throws, or anything else, as a reply of its own.
  static Reply guarded(Supplier<Reply> work) {
    try {
      return work.get();
    } catch (Problem problem) {
      return ProblemReply.of(problem);
    } catch (OutOfMemoryError e) { // what the work held is free again
      return tooLarge(e);
    } catch (RuntimeException | StackOverflowError unexpected) {
      return internal(unexpected);
    }
  }

  private static Reply tooLarge(OutOfMemoryError e) {
    LOGGER.log(Level.ERROR, "a request needed more memory than the host has", e);
    return ProblemReply.of(
        new Problem(
            Kind.FAILED,
            "out-of-memory",
            "the host has too little memory for this: start it with more, as with CLOAKROOM_JAVA_OPTS=-Xmx512m"));
  }

  /// The reply for what nobody foresaw: logged with an id, which is all that the client learns.
  static Reply internal(Throwable unexpected) {
    var id = Long.toHexString(ThreadLocalRandom.current().nextLong());
    LOGGER.log(Level.ERROR, () -> "a request failed, error id " + id, unexpected);
    return ProblemReply.of(
        new Problem(
            Kind.FAILED,
            "internal",
            "the host failed on this request: look for error id " + id + " in its log"));
  }

  private static Reply wrongMethod(String allow) {
    var problem =
        new Problem(Kind.USAGE, "wrong-method", "this path takes other methods: " + allow);
    return ProblemReply.of(405, problem).header("Allow", allow);
  }
}
