package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.ANA;

import dev.cloakroom.RealRooms;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A run with an endpoint, in real rooms: google/ana is connected, and nothing is granted.
final class EndpointStage implements AutoCloseable {
  final RealRooms rooms;
  final FakeRun run;
  final RunEndpoint endpoint;
  final EndpointClient client;
  private final Path folder;
  private final List<RunEndpoint> others = new ArrayList<>();

  EndpointStage(Path folder) {
    this.folder = folder;
    rooms = new RealRooms(folder);
    rooms.connect(ANA);
    run = new FakeRun("run-1", rooms.consents);
    endpoint = open("1", run);
    client = new EndpointClient(endpoint.socket());
  }

  private RunEndpoint open(String name, FakeRun whose) {
    return new RunEndpoint(
        folder.resolve(name),
        whose,
        new PartTable(whose, FakeDialect::of, rooms.random),
        new Supply(whose, rooms.broker, rooms.clock),
        System::nanoTime);
  }

  /// Another run of the same host, granted the same.
  RunEndpoint otherRun(Grant grant) {
    var other = new FakeRun("run-2", rooms.consents);
    other.grants.add(grant);
    var opened = open("2", other);
    others.add(opened);
    return opened;
  }

  static Grant grant(String name, Mode mode, String dialect) {
    return grant(ANA, name, mode, dialect);
  }

  static Grant grant(AccountId account, String name, Mode mode, String dialect) {
    return new Grant("w", account, name, Scopes.NONE, new Form(mode, dialect, null));
  }

  /// Grants google/ana to the run as `name`, for a token endpoint.
  Phantoms granted(String name, String dialect) {
    return granted(grant(name, Mode.TOKEN_ENDPOINT, dialect));
  }

  Phantoms granted(Grant grant) {
    run.grants.add(grant);
    return endpoint.open(grant);
  }

  /// Refreshes by form at the part of that name.
  EndpointClient.Reply refresh(String name, Secret phantom) {
    return client.post(
        "/" + name + "/token", "grant_type", "refresh_token", "refresh_token", shown(phantom));
  }

  static String shown(Secret secret) {
    return secret.useText(text -> text);
  }

  @Override
  public void close() {
    endpoint.close();
    others.forEach(RunEndpoint::close);
    rooms.close();
  }
}
