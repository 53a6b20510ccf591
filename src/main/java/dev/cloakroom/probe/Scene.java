package dev.cloakroom.probe;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.workload.Grant;
import java.net.URI;
import java.util.List;

/// The run that is probed, and what is around it.
///
/// @param plan what it is started with
/// @param sandbox what starts it
/// @param grants what is delivered to it
/// @param neighbour another run that goes on
/// @param ended another run that has ended
/// @param ground the host
record Scene(
    LaunchPlan plan,
    Sandbox sandbox,
    List<Grant> grants,
    Neighbour neighbour,
    Neighbour ended,
    Ground ground) {
  Scene {
    grants = List.copyOf(grants);
  }

  /// The mounts of what the host made for it: its tokens, its tools' folders, its socket.
  List<Mount> deliveries() {
    return plan.mounts().stream()
        .filter(mount ->
            mount.host().startsWith(ground.runs()) || mount.host().startsWith(ground.loans()))
        .toList();
  }

  /// Its own token endpoints, as it finds them.
  List<URI> endpoints() {
    return plan.ports().stream()
        .flatMap(port ->
            grants.stream()
                .filter(grant -> grant.form().mode() == Mode.TOKEN_ENDPOINT)
                .map(grant -> "http://127.0.0.1:%d/%s/token".formatted(port.number(), grant.name()))
                .map(URI::create))
        .toList();
  }

  /// The accounts whose refresh tokens are lent to it.
  List<AccountId> lent() {
    return grants.stream()
        .filter(grant -> grant.form().mode() == Mode.ADOPTED_FILE)
        .map(Grant::account)
        .toList();
  }
}
