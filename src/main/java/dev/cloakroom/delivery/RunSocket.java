package dev.cloakroom.delivery;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.TokenForms;
import dev.cloakroom.http.Handler;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.RateLimit;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.Share;
import dev.cloakroom.wire.AskRequest;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.SelfView;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// The socket of one run, in a folder that is mounted into that run alone, beside the run
/// credential that every request has to carry. It gives what the run was granted, and nothing else.
///
/// Closing it ends the credential: elsewhere and afterwards it is worthless (promise P8).
public final class RunSocket implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 32;
  private static final int LARGEST_BODY = 64 << 10;
  private static final int PER_SECOND = 200;
  static final int BURST = 400;
  private static final long LONGEST_WAIT = 3600;
  private static final long LONGEST_LIFE = Duration.ofDays(365).toSeconds();

  private final Path folder;
  private final Tenant tenant;
  private final Rooms rooms;
  private final Secret credential;
  private final Listener listener;
  private volatile boolean closed;

  /// The rooms of the host that answer a run.
  ///
  /// @param facts what is written for a tool besides the tokens of a grant
  /// @param links the link to a request, for the run to pass on; it lets nobody in
  public record Rooms(
      Broker broker,
      TokenForms forms,
      Function<Grant, Facts> facts,
      Function<ConsentRequest, URI> links) {}

  /// Opens the socket in `folder`, which is made, and puts the helper script beside it.
  ///
  /// @param credential what every request has to carry as its bearer token
  public RunSocket(Path folder, Tenant tenant, Rooms rooms, Secret credential) {
    this(folder, tenant, rooms, credential, System::nanoTime);
  }

  RunSocket(Path folder, Tenant tenant, Rooms rooms, Secret credential, LongSupplier nanoTime) {
    this.folder = folder;
    this.tenant = tenant;
    this.rooms = rooms;
    this.credential = credential;
    DurableFile.privateFolder(folder);
    DurableFile.write(
        folder.resolve("credential"),
        credential.useText(text -> text.getBytes(StandardCharsets.US_ASCII)));
    HelperScript.put(folder);
    this.listener =
        Listener.onSocket(
            folder.resolve("socket"),
            routes().stream().map(route -> route.with(this::authenticated)).toList(),
            Limits.standard().withMaxConnections(MOST_CONNECTIONS).withMaxBody(LARGEST_BODY),
            new RateLimit(PER_SECOND, BURST, tenant::hammers, nanoTime));
  }

  /// Where it is on the host.
  public Path path() {
    return folder;
  }

  /// Lets the container's user open it.
  public void giveTo(Share share) {
    DurableFile.give(folder.resolve("socket"), share);
    DurableFile.give(folder.resolve("credential"), share);
    DurableFile.give(folder.resolve(HelperScript.NAME), share);
    DurableFile.give(folder, share);
  }

  private List<Route> routes() {
    var routes = new ArrayList<Route>(new RunTokens(tenant, rooms).routes());
    routes.addAll(
        List.of(
            Route.get("/v1/run", _ -> self()),
            Route.post("/v1/consents", this::ask),
            Route.get("/v1/consents/{id}", this::consent)));
    return routes;
  }

  private Handler authenticated(Handler handler) {
    return request -> {
      var sent =
          request
              .header("authorization")
              .filter(value -> value.startsWith("Bearer "))
              .map(value -> Secret.of(value.substring("Bearer ".length())));
      if (sent.isEmpty() || !sent.get().equals(credential)) {
        throw new Problem(
            Kind.REFUSED,
            "bad-credential",
            "Send the run's credential: Authorization: Bearer, and the content of $CLOAKROOM_CREDENTIAL.");
      }
      return handler.handle(request);
    };
  }

  private Reply self() {
    var names = tenant.grants().stream().map(Grant::name).toList();
    return Reply.json(Wire.json(new SelfView(tenant.run(), tenant.workload(), names)));
  }

  private Reply ask(Request request) {
    var asked = Wire.read(AskRequest.class, request.json());
    var scopes = asked.scopes();
    var raised =
        tenant.ask(asked.provider(), scopes == null ? Scopes.NONE : Scopes.of(scopes), null);
    var wait = asked.waitSeconds();
    return Reply.json(Wire.json(view(wait == null ? raised : await(raised.id(), wait))));
  }

  private Reply consent(Request request) {
    long wait = request.query("wait").map(RunSocket::seconds).orElse(0L);
    return Reply.json(Wire.json(view(await(request.parameter("id"), wait))));
  }

  static long seconds(String text) {
    try {
      return Math.clamp(Long.parseUnsignedLong(text), 0, LONGEST_LIFE);
    } catch (NumberFormatException _) {
      throw new Problem(
          Kind.USAGE, "bad-number", "min_ttl and wait are numbers of seconds, from 0 on.");
    }
  }

  private ConsentRequest await(String id, long wait) {
    try {
      var request = tenant.await(id, 0);
      for (long left = Math.min(wait, LONGEST_WAIT); left > 0; left--) {
        if (closed || request.state() != State.OPEN) {
          break;
        }
        request = tenant.await(id, 1);
      }
      return request;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(Kind.FAILED, "stopped", "The host is stopping.", e);
    }
  }

  private ConsentView view(ConsentRequest request) {
    return new ConsentView(
        request.id(),
        request.workload(),
        request.provider(),
        request.scopes().toString(),
        request.state().word(),
        null,
        rooms.links.apply(request).toString(),
        request.endsAt(),
        null,
        null,
        null);
  }

  @Override
  public void close() {
    closed = true;
    listener.close();
    try {
      Files.deleteIfExists(folder.resolve("credential"));
      Files.deleteIfExists(folder.resolve("socket"));
      HelperScript.remove(folder);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("could not delete " + folder, e);
    }
  }
}
