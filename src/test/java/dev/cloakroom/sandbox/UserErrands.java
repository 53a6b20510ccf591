package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Route;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Mount.Access;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.ForeignFolder;
import dev.cloakroom.store.Share;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a host does to see how the users of its containers reach what they should, and nothing
/// more: for [UsersContract], which can't be every user itself.
final class UserErrands {
  /// The user inside: one that no image and no machine has by default.
  static final HostUser INSIDE = new HostUser(999, 999);

  private static final Path IN = Path.of("/in");
  private static final int REWRITES = 5;

  private final Sandbox sandbox;
  private final Path folder;
  private int runs;
  private @Nullable Container holding;

  /// @param folder the host's own
  UserErrands(Sandbox sandbox, Path folder) {
    this.sandbox = sandbox;
    this.folder = folder;
  }

  /// Delivers a token, rewrites it five times while its run reads it, and leaves the run there.
  /// Returns whom its user is on this machine and where the file is.
  String deliver(String token) throws Exception {
    var users = sandbox.users(INSIDE);
    var tokens = shared("tokens", users.share());
    write(tokens, "first", users.share());
    var container =
        sandbox.start(
            plan(
                INSIDE,
                "while read -r go; do cat /in/token; done",
                mount(tokens, Access.READ_ONLY)));
    var said = new BufferedReader(new InputStreamReader(container.output(), UTF_8));
    for (int i = 1; i <= REWRITES; i++) {
      write(tokens, token + "-" + i, users.share());
      container.input().write('\n');
      container.input().flush();
      assertThat(said.readLine()).isEqualTo(token + "-" + i);
    }
    holding = container;
    return outside(users.share()) + " " + tokens.resolve("token");
  }

  private static void write(Path tokens, String token, Share share) {
    DurableFile.write(tokens.resolve("token"), (token + "\n").getBytes(UTF_8), share);
  }

  private static int outside(Share share) {
    return switch (share) {
      case Share.Nobody() -> HostUser.current().uid();
      case Share.Given(var uid) -> uid;
      case Share.Listed(var uid) -> uid;
    };
  }

  /// Tries the delivered token as the users beside, in containers that have the very mount, where
  /// they are others on this machine, and in one of the same user that has another.
  void tryBeside() throws Exception {
    var tokens = folder.resolve("tokens");
    var ours = sandbox.users(INSIDE).share();
    for (var beside : List.of(new HostUser(998, 998), new HostUser(1000, 1000))) {
      if (!sandbox.users(beside).share().equals(ours)) {
        var container =
            sandbox.start(plan(beside, "cat /in/token", mount(tokens, Access.READ_ONLY)));
        assertThat(container.errors()).asString(UTF_8).contains("Permission denied");
        assertThat(container.output()).isEmpty();
      }
    }
    var others = shared("others", ours);
    write(others, "another", ours);
    var look =
        "cat /in/token %s/token /proc/[0-9]*/root/in/token | grep -v another".formatted(tokens);
    assertThat(sandbox.start(plan(INSIDE, look, mount(others, Access.READ_ONLY))).output())
        .isEmpty();
  }

  /// Ends the run of [#deliver].
  void release() throws Exception {
    var container = holding;
    if (container != null) {
      container.stop(Duration.ZERO);
    }
    holding = null;
  }

  /// Calls a socket in a mount, and the same behind a port.
  void call() throws Exception {
    var share = sandbox.users(INSIDE).share();
    var place = folder.resolve("s");
    try (var _ =
        Listener.onSocket(
            place.resolve("socket"),
            List.of(Route.get("/hello", _ -> Reply.json("hello"))),
            Limits.standard())) {
      DurableFile.give(place, share);
      DurableFile.give(place.resolve("socket"), share);
      var shell =
          "curl -sS --unix-socket /in/socket http://x/hello; curl -sS http://127.0.0.1:%d/hello"
              .formatted(PortContract.NUMBER);
      var container = sandbox.start(withPort(place, shell));
      assertThat(container.errors()).isEmpty();
      assertThat(container.output()).hasContent("hellohello");
      assertThat(container.waitFor()).isZero(); // so what held its port is gone, too
    }
  }

  private LaunchPlan withPort(Path place, String shell) {
    var port = new Port(PortContract.NUMBER, place.resolve("socket"), "test");
    return plan(INSIDE, Network.SOCKET_ONLY, shell, List.of(port), mount(place, Access.READ_ONLY));
  }

  /// Stops a run that forks.
  void stop() throws Exception {
    var leftovers = new Leftovers();
    var shell =
        "for i in 1 2 3; do setsid %1$s & done; echo up; exec %1$s".formatted(leftovers.sleep());
    var container = sandbox.start(plan(INSIDE, shell));
    SandboxContract.awaitLine(container);
    assertThat(leftovers.running()).isNotEmpty();

    container.stop(Duration.ofMillis(50));

    assertThat(leftovers.running()).isEmpty();
    assertThat(container.waitFor()).isNotZero();
  }

  /// Leaves a run there that does that.
  void leave(String command) throws Exception {
    holding = sandbox.start(plan(INSIDE, "echo up; exec " + command));
    SandboxContract.awaitLine(holding);
  }

  /// Ends what an earlier host of the installation has left.
  void clear() {
    sandbox.clearLeftovers();
  }

  /// Deletes a folder that a run could write, whatever it left there.
  void delete() throws Exception {
    var home = folder.resolve("home");
    DurableFile.privateFolder(home);
    DurableFile.giveToWrite(home, sandbox.users(INSIDE).share());
    var shell =
        "umask 077; mkdir -p /in/a/b /in/.c && echo x > /in/a/b/f && echo x > /in/g && chmod 0 /in/a/b";
    var container = sandbox.start(plan(INSIDE, shell, mount(home, Access.READ_WRITE)));
    assertThat(container.errors()).isEmpty();
    assertThat(container.waitFor()).isZero();

    try {
      ForeignFolder.delete(home);
    } catch (IOException _) {
      sandbox.empty(home);
      ForeignFolder.delete(home);
    }

    assertThat(home).doesNotExist();
  }

  /// Lets a run write a folder of the person's as the notice says, if it says so.
  void obeyTheNotice() throws Exception {
    var work = Files.createDirectory(folder.resolve("work"));
    var notices = new ArrayList<String>();
    var plan = plan(INSIDE, "echo x > /in/file", mount(work, Access.READ_WRITE));

    sandbox.prepare(plan, notices::add);
    for (var notice : notices) {
      var command = notice.substring(notice.indexOf("setfacl"));
      assertThat(new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor()).isZero();
    }

    assertThat(sandbox.start(plan).waitFor()).as(notices.toString()).isZero();
    assertThat(work.resolve("file")).hasContent("x");
    notices.clear();
    sandbox.prepare(plan, notices::add);
    assertThat(notices).isEmpty();
  }

  private Path shared(String name, Share share) {
    var made = folder.resolve(name);
    DurableFile.privateFolder(made);
    DurableFile.give(made, share);
    return made;
  }

  private static Mount mount(Path host, Access access) {
    return new Mount(host, IN, access, "test");
  }

  private LaunchPlan plan(HostUser user, String shell, Mount... mounts) {
    return plan(user, Network.NONE, shell, List.of(), mounts);
  }

  private LaunchPlan plan(
      HostUser user, Network network, String shell, List<Port> ports, Mount... mounts) {
    return new LaunchPlan(
        "users-" + runs++,
        List.of("/bin/sh", "-c", shell),
        Path.of("/tmp"),
        Map.of("PATH", "/usr/bin:/bin"),
        List.of(mounts),
        ports,
        null,
        new Confinement(network, user, Confinement.Limits.USUAL, Guard.ALL));
  }
}
