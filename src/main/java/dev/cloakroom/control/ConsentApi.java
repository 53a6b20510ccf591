package dev.cloakroom.control;

import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.consent.ConsentRoutes;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.consent.DeviceLogin;
import dev.cloakroom.consent.DeviceLogins;
import dev.cloakroom.consent.Login;
import dev.cloakroom.consent.Login.Waiting;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.oauth.DeviceCode;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.DeviceView;
import dev.cloakroom.wire.LinkView;
import dev.cloakroom.wire.PasteRequest;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.wire.WordRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The part of the API that is about consent requests: how they stand, and how the person on the
/// command line answers those that they raised themselves. What a workload asks for is answered in
/// a browser, where it is shown whole.
final class ConsentApi {
  private static final long LONGEST_WAIT = 60;

  private final Consents consents;
  private final Login login;
  private final DeviceLogins devices;
  private final ConsentRoutes links;

  ConsentApi(Consents consents, Login login, DeviceLogins devices, ConsentRoutes links) {
    this.consents = consents;
    this.login = login;
    this.devices = devices;
    this.links = links;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/consents", _ -> open()),
        Route.get("/v1/consents/{id}", this::stand),
        Route.delete("/v1/consents/{id}", this::cancel),
        Route.post("/v1/consents/{id}/device", this::device),
        Route.post("/v1/consents/{id}/login", this::begin),
        Route.post("/v1/consents/{id}/callback", this::paste),
        Route.post("/v1/consents/{id}/account", this::answer));
  }

  private Reply open() {
    var open = consents.open().stream().map(request -> view(request, null)).toList();
    return Reply.json(Wire.json(ConsentView.class, open));
  }

  private Reply stand(Request request) {
    var id = request.parameter("id");
    long wait = request.query("wait").map(Control::seconds).orElse(Duration.ZERO).toSeconds();
    boolean login = request.query("until").equals(Optional.of("login"));
    try {
      var patience = Duration.ofSeconds(Math.min(wait, LONGEST_WAIT));
      var found = consents.await(id, patience, () -> login && hasNews(id));
      return login ? news(found) : reply(found);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(Kind.FAILED, "stopped", "The host is stopping.", e);
    }
  }

  private boolean hasNews(String id) {
    return login.waiting(id).isPresent() || failure(id).isPresent();
  }

  private Optional<Problem> failure(String id) {
    return devices.find(id).flatMap(DeviceLogin::problem);
  }

  /// A login with a code that failed ends the waiting with why.
  private Reply news(ConsentRequest found) {
    var failure = failure(found.id());
    if (found.state() == ConsentRequest.State.OPEN
        && login.waiting(found.id()).isEmpty()
        && failure.isPresent()) {
      throw failure.get();
    }
    return reply(found);
  }

  private Reply cancel(Request request) {
    var id = own(request);
    consents.deny(id);
    login.clear();
    return reply(find(id));
  }

  private Reply device(Request request) {
    return Reply.json(Wire.json(view(devices.begin(own(request)).code())));
  }

  private static DeviceView view(DeviceCode code) {
    var complete = code.verificationUriComplete();
    return new DeviceView(
        code.userCode(),
        code.verificationUri().toString(),
        complete == null ? null : complete.toString(),
        code.expiresAt(),
        code.interval().toSeconds());
  }

  private Reply begin(Request request) {
    return Reply.json(Wire.json(new LinkView(links.beginElsewhere(own(request)).toString())));
  }

  private Reply paste(Request request) {
    var id = own(request);
    login.paste(id, Wire.read(PasteRequest.class, request.json()).address());
    return reply(find(id));
  }

  private Reply answer(Request request) {
    var id = own(request);
    var word = Wire.read(WordRequest.class, request.json());
    switch (word.answer()) {
      case "save" -> login.save(id, word.login());
      case "discard" -> login.discard(id, word.login());
      default -> throw new Problem(Kind.USAGE, "bad-choice", "The answer is `save` or `discard`.");
    }
    return reply(find(id));
  }

  /// The id of a request that the person on the command line raised.
  private String own(Request request) {
    var found = find(request.parameter("id"));
    if (!found.isHost()) {
      throw new Problem(
          Kind.REFUSED,
          "not-your-request",
          "The workload %s asked for this, not you: answer it in the console, where it shows what it wants."
              .formatted(found.workload()));
    }
    return found.id();
  }

  private ConsentRequest find(String id) {
    return consents.find(id).orElseThrow(() -> Consents.unknown(id));
  }

  private Reply reply(ConsentRequest request) {
    return Reply.json(Wire.json(view(request, null)));
  }

  /// A request as it is told.
  ///
  /// @param link where it is answered; null when that is nobody's business
  ConsentView view(ConsentRequest request, @Nullable String link) {
    var account = request.account();
    boolean allowed = request.state() == ConsentRequest.State.ALLOWED;
    var waiting = login.waiting(request.id());
    return new ConsentView(
        request.id(),
        request.workload(),
        request.provider(),
        request.scopes().toString(),
        request.state().word(),
        allowed && account != null ? account.toString() : null,
        link,
        request.endsAt(),
        waiting.map(Waiting::login).orElse(null),
        waiting.map(each -> each.account().toString()).orElse(null),
        waiting.map(Waiting::label).orElse(null));
  }
}
