package dev.cloakroom.delivery;

import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.MayAsk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A run of the workload `w` that may ask for google's calendar, and remembers what it heard.
final class FakeRun implements Tenant {
  final List<Grant> grants = new CopyOnWriteArrayList<>();
  final List<Secret> received = new CopyOnWriteArrayList<>();
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> misused = new CopyOnWriteArrayList<>();
  private final String id;
  private final Consents consents;

  FakeRun(String id, Consents consents) {
    this.id = id;
    this.consents = consents;
  }

  @Override
  public String run() {
    return id;
  }

  @Override
  public String workload() {
    return "w";
  }

  @Override
  public List<Grant> grants() {
    return List.copyOf(grants);
  }

  @Override
  public void receives(Secret token) {
    received.add(token);
  }

  @Override
  public void hammers() {
    throw new AssertionError("nobody hammers here");
  }

  @Override
  public void misuses(String what) {
    misused.add(what);
  }

  @Override
  public ConsentRequest ask(String askedAs, Scopes scopes, @Nullable Form form) {
    var may = List.of(new MayAsk("google", Scopes.of("calendar")));
    var request = consents.ask("w", may, askedAs, scopes, form);
    asked.add(request.id());
    return request;
  }

  @Override
  public ConsentRequest await(String request, long patience) throws InterruptedException {
    return consents.await(request, Duration.ofSeconds(patience));
  }
}
