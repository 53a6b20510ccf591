package dev.cloakroom.run;

import dev.cloakroom.RealRooms;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.http.Reply;
import dev.cloakroom.loan.Loans;
import dev.cloakroom.mount.MountPolicy;
import dev.cloakroom.sandbox.FakeSandbox;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.wire.PlanView;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A host's runs over real rooms, whose commands are scripts in this JVM.
public final class RunHouse implements AutoCloseable {
  /// Asks for an authorization.
  static final Script ASKS =
      inside -> {
        print(inside, "AUTH_REQUIRED:google:calendar\n");
        return 0;
      };

  public final RealRooms rooms;
  public final Runs runs;
  private final Path folder;

  /// Runs whose command is `script`; all that they write is in `folder`.
  public RunHouse(Path folder, Script script) {
    this(folder, new FakeSandbox(script));
  }

  /// The same in that sandbox.
  RunHouse(Path folder, Sandbox sandbox) {
    this.folder = folder;
    this.rooms = new RealRooms(folder);
    var house = over(rooms, Map.of("fake", sandbox), made("r"), List.of());
    this.runs = new Runs(house);
    made("project");
  }

  /// A house over `rooms`, whose usual sandbox is the fake one.
  static House over(
      RealRooms rooms, Map<String, Sandbox> sandboxes, Path folder, List<Path> forbidden) {
    return new House(
        rooms.catalog,
        Dialects.builtIn(),
        new AccountKnowledge(rooms.catalog, rooms.vault),
        rooms.broker,
        rooms.vault,
        rooms.audit,
        rooms.grants,
        rooms.consents,
        rooms.links,
        rooms.events,
        loans(rooms, folder),
        sandboxes,
        "fake",
        Map.of(),
        folder,
        new RunLogs(folder.resolveSibling("logs"), rooms.clock),
        policy(folder, forbidden),
        rooms.random,
        rooms.clock);
  }

  private static MountPolicy policy(Path folder, List<Path> forbidden) {
    var list = folder.resolveSibling("config").resolve("mount-allowlist.json");
    return new MountPolicy(List.of(list), folder, forbidden);
  }

  private static Loans loans(RealRooms rooms, Path folder) {
    var dialects = Dialects.builtIn();
    return new Loans(
        folder.resolveSibling("loans"),
        rooms.broker,
        rooms.vault,
        dialects::dialect,
        rooms.events,
        (_, _) -> Optional.empty(),
        rooms.clock);
  }

  /// Starts a run and watches it.
  public RunClient start(@Nullable String workload, String... grants) {
    return new RunClient(runs, request(workload, List.of(grants), List.of()));
  }

  /// The same for tools.
  RunClient startFor(String... tools) {
    return new RunClient(runs, request(null, List.of(), List.of(tools)));
  }

  /// What a run would get.
  PlanView plan(RunRequest request) {
    var reply =
        RunClient.reply(runs, "POST", "/v1/runs/plan", Map.of(), Map.of(), Wire.json(request));
    return Wire.read(
        PlanView.class,
        new String(((Reply.Body.Whole) reply.body()).bytes(), StandardCharsets.UTF_8));
  }

  RunRequest request(@Nullable String workload, List<String> grants, List<String> tools) {
    return new RunRequest(
        workload,
        List.of("skill", "--verbose"),
        folder.resolve("project").toString(),
        grants,
        tools,
        Map.of(),
        "fake",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  public static void print(Script.Inside inside, String text) throws IOException {
    inside.output().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path made(String name) {
    try {
      return Files.createDirectory(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      runs.stopAll();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    rooms.close();
  }
}
