package dev.cloakroom.http;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.context.Context;
import io.helidon.common.context.Contexts;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistryConfig;
import io.helidon.service.registry.ServiceRegistryManager;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Helidon's HTTP/1.1, set up for one listener: the limits it keeps, and what it answers when a
/// request is so wrong that no route sees it. Nothing is discovered, printed or hooked into the
/// JVM.
final class Engine implements ListenerContext {
  static {
    lookForNoServices();
  }

  private static final MediaContext NO_MEDIA =
      MediaContext.builder().registerDefaults(false).mediaSupportsDiscoverServices(false).build();
  private static final ContentEncodingContext NO_ENCODINGS =
      ContentEncodingContext.builder().contentEncodingsDiscoverServices(false).build();
  private static final DirectHandlers REFUSALS = refusals();
  private static final int MAX_FIRST_LINE = 8 << 10;

  private final ServerConnectionSelector http1;
  private final ListenerConfig config;
  private final Limit unlimited = FixedLimit.create();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  Engine(Limits limits) {
    http1 =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxHeadersSize(limits.maxHead())
                    .maxPrologueLength(Math.min(limits.maxHead(), MAX_FIRST_LINE))
                    .build())
            .build();
    config =
        ListenerConfig.builder()
            .protocolsDiscoverServices(false)
            .concurrencyLimitDiscoverServices(false)
            .maxPayloadSize(limits.maxBody())
            .build();
  }

  /// Serves one connection, until it ends; in the caller's thread.
  void serve(ConnectionContext context) throws InterruptedException {
    ServerConnection connection = http1.connection(context);
    connection.handle(unlimited);
  }

  @Override
  public Context context() {
    return Contexts.globalContext();
  }

  @Override
  public MediaContext mediaContext() {
    return NO_MEDIA;
  }

  @Override
  public ContentEncodingContext contentEncodingContext() {
    return NO_ENCODINGS;
  }

  @Override
  public DirectHandlers directHandlers() {
    return REFUSALS;
  }

  @Override
  public ListenerConfig config() {
    return config;
  }

  @Override
  public ExecutorService executor() {
    return executor;
  }

  /// Helidon's first request otherwise searches the class path for services, which nothing here
  /// uses: half of the CPU time until the first reply.
  private static void lookForNoServices() {
    if (!GlobalServiceRegistry.configured()) {
      var nothing =
          ServiceRegistryConfig.builder()
              .discoverServices(false)
              .discoverServicesFromServiceLoader(false)
              .build();
      GlobalServiceRegistry.registry(ServiceRegistryManager.create(nothing).registry());
    }
  }

  private static DirectHandlers refusals() {
    var handlers = DirectHandlers.builder();
    for (var type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, (_, _, status, _, _) -> refusal(status));
    }
    return handlers.build();
  }

  private static DirectHandler.TransportResponse refusal(Status status) {
    var reply = ProblemReply.of(status.code(), problem(status.code()));
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .header(HeaderNames.CONTENT_TYPE, ProblemReply.CONTENT_TYPE)
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .entity(((Reply.Body.Whole) reply.body()).bytes())
        .keepAlive(false)
        .build();
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 408 -> usage("request-timeout", "the request came too slowly: send it again, faster");
      case 413 -> usage("body-too-large", "the body is larger than this path takes: send less");
      case 414 -> usage("uri-too-long", "the path and query are too long: send less");
      case 505 -> usage("http-version", "only HTTP/1.1 is spoken here: use it");
      default ->
          status < 500
              ? usage(
                  "bad-request",
                  "the request is not well-formed HTTP/1.1, or its head is too long: mend the client")
              : new Problem(
                  Kind.FAILED, "internal", "the host failed on this request: see its log");
    };
  }

  private static Problem usage(String code, String message) {
    return new Problem(Kind.USAGE, code, message);
  }
}
