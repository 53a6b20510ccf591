package dev.cloakroom.delivery;

import dev.cloakroom.RealRooms;
import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.TokenForms;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.MayAsk;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A run that may ask for google, and remembers what it asked and received.
final class FakeTenant implements Tenant {
  final List<Grant> grants = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  final List<Secret> received = new ArrayList<>();
  final CountDownLatch waits = new CountDownLatch(1);
  private final RealRooms rooms;

  FakeTenant(RealRooms rooms) {
    this.rooms = rooms;
  }

  /// What answers on its socket. The api hosts of a provider `x` are `x.example` and a registry.
  static RunSocket.Rooms rooms(RealRooms rooms) {
    var forms = new TokenForms(Dialects.builtIn());
    return new RunSocket.Rooms(rooms.broker, forms, FakeTenant::facts, rooms.links::linkForAsker);
  }

  private static Facts facts(Grant grant) {
    var provider = grant.account().provider();
    return new Facts(
        grant.name(),
        grant.account().toString(),
        "sub",
        grant.account().name() + "@example.com",
        "https://" + provider + ".example/token",
        List.of(provider + ".example", "registry.example:5000"),
        Path.of("/home"),
        Path.of("/workspace/tokens"),
        URI.create("http://127.0.0.1:8181/" + grant.name()),
        "client",
        Secret.of("client-secret"));
  }

  @Override
  public String run() {
    return "run-1";
  }

  @Override
  public String workload() {
    return "w";
  }

  @Override
  public List<Grant> grants() {
    return grants;
  }

  @Override
  public void receives(Secret token) {
    received.add(token);
  }

  @Override
  public void misuses(String what) {
    throw new AssertionError(what);
  }

  @Override
  public void hammers() {
    throw new AssertionError("nobody hammers here");
  }

  @Override
  public ConsentRequest ask(String askedAs, Scopes scopes, @Nullable Form form) {
    var may = List.of(new MayAsk("google", Scopes.of("calendar")));
    var request = rooms.consents.ask("w", may, askedAs, scopes, form);
    asked.add(request.id());
    return request;
  }

  @Override
  public ConsentRequest await(String request, long patience) throws InterruptedException {
    if (patience > 0) {
      waits.countDown();
    }
    return rooms.consents.await(request, Duration.ofSeconds(patience));
  }
}
