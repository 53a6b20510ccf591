package dev.cloakroom.probe;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.run.OwnRun;
import dev.cloakroom.run.Runs;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.wire.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Starts runs of other workloads beside the one that is probed: real ones, of the same engine,
/// each with a socket, a credential and a token file, and with a phantom where there is an account.
final class Neighbours {
  private static final Path TOKENS = Path.of("/workspace/tokens");
  private static final Path SOCKET = Path.of("/run/cloakroom");
  private static final Path TOOL = Path.of("/home/.cloakroom");
  private static final List<String> WAIT = List.of("/bin/sh", "-c", "echo ready; cat >/dev/null");
  private static final Pattern PHANTOM = Pattern.compile("\"refresh_token\"\\s*:\\s*\"([^\"]+)\"");

  private final Runs runs;
  private final RunRequest beside;
  private final Optional<AccountId> account;

  /// @param beside the run that is probed
  /// @param account what they are granted
  Neighbours(Runs runs, RunRequest beside, Optional<AccountId> account) {
    this.runs = runs;
    this.beside = beside;
    this.account = account.filter(_ -> beside.image() == null);
  }

  /// Starts one. An image that a person names gets no token that it was not granted.
  OwnRun start() {
    var name = account.map(AccountId::toString);
    return runs.own(
        new RunRequest(
            null,
            WAIT,
            beside.workdir(),
            name.map(id -> List.of(id + "@neighbour")).orElse(List.of()),
            name.map(id -> List.of("oauth-client=" + id + "@neighbours-client")).orElse(List.of()),
            Map.of(),
            beside.sandbox(),
            name.map(_ -> Network.SOCKET_ONLY).orElse(Network.NONE).word(),
            null,
            null,
            null,
            "never",
            beside.image(),
            null,
            null,
            null,
            beside.user(),
            null,
            null,
            null));
  }

  /// What the host knows of one, as soon as its container is up.
  Neighbour meet(String name, OwnRun run) throws InterruptedException {
    var plan = run.plan();
    Script.awaitUp(run);
    var own = host(plan, SOCKET);
    var sockets = new HashMap<String, Path>(Map.of("socket", own.resolve("socket")));
    plan.ports().forEach(port -> sockets.put("port " + port.number(), port.socket()));
    var parent = own.getParent();
    return new Neighbour(
        name,
        parent == null ? own : parent,
        tokenFiles(host(plan, TOKENS)),
        sockets,
        Secret.of(read(own.resolve("credential"))),
        phantom(plan));
  }

  private static Path host(LaunchPlan plan, Path container) {
    return plan.mounts().stream()
        .filter(mount -> mount.container().equals(container))
        .map(Mount::host)
        .findFirst()
        .orElseThrow();
  }

  /// Without an account there is no token, and a file like one stands for it.
  private static List<Path> tokenFiles(Path folder) {
    try {
      try (var files = Files.list(folder)) {
        var found = files.toList();
        if (!found.isEmpty()) {
          return found;
        }
      }
      return List.of(Files.writeString(folder.resolve("decoy.json"), "{}"));
    } catch (IOException e) {
      throw new UncheckedIOException("could not look into " + folder, e);
    }
  }

  private static Optional<Secret> phantom(LaunchPlan plan) {
    return plan.mounts().stream()
        .filter(mount -> mount.container().startsWith(TOOL))
        .map(mount -> read(mount.host().resolve("client.json")))
        .flatMap(text -> PHANTOM.matcher(text).results())
        .map((MatchResult match) -> Secret.of(match.group(1)))
        .findFirst();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }
}
