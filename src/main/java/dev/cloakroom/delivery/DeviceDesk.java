package dev.cloakroom.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialect.Shape;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The device grant (RFC 8628), for tools that insist on logging in. Where the run has the grant,
/// the login is done at once; else the person is asked as for any other consent of the run, which
/// shows them a link: the code that the tool shows opens nothing.
final class DeviceDesk {
  static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  private static final Duration LIFE = Duration.ofMinutes(30);
  private static final int MOST = 16;
  private static final int INTERVAL = 2; // seconds
  private static final String NAME = "name";

  /// Shown by the tool, and asked for by nobody.
  private static final String USER_CODE = "CLOAKROOM";

  private final PartTable parts;
  private final Supply supply;
  private final Tenant tenant;

  @GuardedBy("this")
  private final Deque<Login> logins = new ArrayDeque<>();

  DeviceDesk(PartTable parts, Supply supply, Tenant tenant) {
    this.parts = parts;
    this.supply = supply;
    this.tenant = tenant;
  }

  /// The device authorization endpoint.
  Reply authorize(Request request) {
    var name = request.parameter(NAME);
    var asked = Asked.of(request);
    var login =
        new Login(
            name,
            parts.mint().mint(Shape.OPAQUE),
            granted(name).isPresent() ? null : ask(name, asked).id(),
            supply.now().plus(LIFE));
    keep(login);
    var page = RunEndpoint.at(name) + "/device";
    var members = new LinkedHashMap<String, Object>();
    members.put("device_code", login.code);
    members.put("user_code", USER_CODE);
    members.put("verification_uri", page);
    members.put("verification_uri_complete", page + "?user_code=" + USER_CODE);
    members.put("expires_in", LIFE.toSeconds());
    members.put("interval", INTERVAL);
    return JsonReply.of(200, members);
  }

  /// What is at the address that the tool shows.
  Reply page() {
    return Reply.text(
        200,
        "text/plain; charset=utf-8",
        "There is nothing to type here: Cloakroom asks its person, where an answer is needed at all.\n");
  }

  private Optional<Grant> granted(String name) {
    var granted = tenant.grants().stream().filter(grant -> grant.name().equals(name)).findFirst();
    if (granted.isPresent() && granted.get().form().mode() != Mode.TOKEN_ENDPOINT) {
      throw PartTable.nothing();
    }
    return granted;
  }

  private ConsentRequest ask(String name, Asked asked) {
    try {
      var scopes = asked.optional("scope").map(Scopes::parse).orElse(Scopes.NONE);
      return tenant.ask(name, scopes, Form.of(Mode.TOKEN_ENDPOINT));
    } catch (Problem problem) {
      throw problem.kind() == Kind.NOT_FOUND
          ? PartTable.nothing()
          : Refusal.of("access_denied", problem.getMessage());
    }
  }

  private synchronized void keep(Login login) {
    logins.addLast(login);
    if (logins.size() > MOST) {
      logins.removeFirst();
    }
  }

  private synchronized Optional<Login> find(String name, Secret code) {
    return logins.stream()
        .filter(login -> login.name.equals(name) && login.code.equals(code))
        .findFirst();
  }

  /// The part that a device code opens, once its person has consented.
  ///
  /// @throws Refusal `authorization_pending` until then
  Part redeem(String name, Asked asked) {
    var login =
        find(name, asked.requiredSecret("device_code"))
            .orElseThrow(() -> Refusal.grant("There is no such device code."));
    if (!login.endsAt.isAfter(supply.now())) {
      throw Refusal.of("expired_token", "The device code has expired.");
    }
    if (login.request != null) {
      requireAllowed(login.request);
    }
    var grant =
        granted(name)
            .orElseThrow(
                () -> Refusal.of("access_denied", "The grant %s has ended.".formatted(name)));
    return parts.open(grant);
  }

  static Refusal pending(String why) {
    return Refusal.of("authorization_pending", why);
  }

  private void requireAllowed(String request) {
    switch (state(request)) {
      case ALLOWED -> {}
      case OPEN -> throw pending("Nobody has answered yet.");
      case EXPIRED -> throw Refusal.of("expired_token", "Nobody has answered in time.");
      case DENIED, BLOCKED -> throw Refusal.of("access_denied", "It was not allowed.");
    }
  }

  private ConsentRequest.State state(String request) {
    try {
      return tenant.await(request, 0).state();
    } catch (Problem problem) {
      throw pending(problem.getMessage()); // it is allowed, and can't be delivered yet
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ConsentRequest.State.OPEN;
    }
  }

  /// A login under way.
  ///
  /// @param request the consent that it waits for; null when there is nothing to wait for
  private record Login(String name, Secret code, @Nullable String request, Instant endsAt) {}
}
