package dev.cloakroom.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The step between Helidon and our routes: a request read whole, a reply written.
final class Exchange implements HttpRouting {
  private final Connection connection;
  private final Answers answers;

  Exchange(Connection connection, Answers answers) {
    this.connection = connection;
    this.answers = answers;
  }

  @Override
  public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
    var body = body(request);
    connection.answering();
    var reply = answers.refusal().orElseGet(() -> reply(request, body));
    boolean bodiless = request.prologue().method().text().equals("HEAD");
    switch (reply.body()) {
      case Reply.Body.Whole(var bytes) -> whole(response, reply, bytes, bodiless);
      case Reply.Body.Streamed streamed -> stream(response, reply, streamed, bodiless);
    }
    connection.answered(
        request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
            || response.headers().containsToken(HeaderValues.CONNECTION_CLOSE));
  }

  private Reply reply(RoutingRequest request, byte[] body) {
    var prologue = request.prologue();
    var method = prologue.method().text();
    var query = prologue.hasQuery() ? prologue.query().rawValue() : "";
    return answers.to(method, prologue.uriPath().rawPath(), query, headers(request), body);
  }

  @Override
  public HttpSecurity security() {
    return HttpSecurity.create();
  }

  private static byte[] body(RoutingRequest request) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = request.content().inputStream()) {
      return in.readAllBytes();
    } catch (DataReader.InsufficientDataAvailableException e) {
      throw new CloseConnectionException("the body ended before its end", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, List<String>> headers(RoutingRequest request) {
    var headers = new HashMap<String, List<String>>();
    for (var header : request.headers()) {
      headers
          .computeIfAbsent(header.headerName().lowerCase(), _ -> new ArrayList<>(1))
          .addAll(header.allValues());
    }
    return headers;
  }

  private void whole(RoutingResponse response, Reply reply, byte[] bytes, boolean bodiless) {
    head(response, reply);
    if (bodiless) {
      response.headers().contentLength(bytes.length);
      response.send(new byte[0]);
    } else {
      response.send(bytes);
    }
  }

  private void stream(
      RoutingResponse response, Reply reply, Reply.Body.Streamed body, boolean bodiless) {
    head(response, reply);
    response.headers().set(HeaderValues.CONNECTION_CLOSE);
    if (bodiless) {
      response.send(new byte[0]);
      return;
    }
    var out = new ClientStream(response);
    try {
      connection.whileWatched(() -> body.writeTo(out));
      out.close();
    } catch (IOException e) {
      connection.closeNow(); // the client has gone: there is nobody to tell
    } catch (RuntimeException e) {
      afterFailure(response, out, e);
    }
  }

  /// Before the first byte a failure is a reply like any other; after it the body is cut short,
  /// which a client can tell from its end.
  private void afterFailure(RoutingResponse response, ClientStream out, RuntimeException failure) {
    var reply =
        Answers.guarded(() -> {
          throw failure;
        });
    if (out.started() || !(reply.body() instanceof Reply.Body.Whole(var bytes))) {
      connection.closeNow();
      return;
    }
    response.headers().clear();
    whole(response, reply.header("Connection", "close"), bytes, false);
  }

  private static void head(RoutingResponse response, Reply reply) {
    response.status(Status.create(reply.status()));
    var headers = response.headers();
    reply.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
    StandingHeaders.addTo(headers);
  }
}
