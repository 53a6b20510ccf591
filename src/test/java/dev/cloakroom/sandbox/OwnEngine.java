package dev.cloakroom.sandbox;

import dev.cloakroom.engine.Engine;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// An engine that is started for the tests, in namespaces and folders of its own, and ended with
/// the JVM, however that ends. It finds a user `tester` and their subordinate ids, which the
/// machine has not. Takes root.
///
/// @param user whom it runs as; 0 or [#TESTER]
/// @param line its command line, without the folders
/// @param folder where it has everything but its images, and which its user can enter
/// @param data where it has those
public record OwnEngine(int user, List<String> line, Path folder, Path data) {
  /// A user that no machine has.
  public static final int TESTER = 4321;

  /// The first of their subordinate users.
  static final int SUBORDINATE = 300_000;

  private static final Duration START = Duration.ofSeconds(60);
  private static final String ROOTLESS_DOCKER = "/usr/share/docker.io/contrib/dockerd-rootless.sh";

  /// Docker as root.
  static OwnEngine docker() throws IOException {
    return ofRoot("docker", "dockerd");
  }

  /// Docker as root that maps its users to subordinate ones.
  static OwnEngine remapped() throws IOException {
    return of("remapped", 0, "dockerd", "--userns-remap", "tester:tester");
  }

  /// Docker of an ordinary user's.
  static OwnEngine rootlessDocker() throws IOException {
    return of("rootless", TESTER, ROOTLESS_DOCKER);
  }

  /// Podman as root.
  static OwnEngine podman() throws IOException {
    return ofRoot("podman", "podman");
  }

  /// Podman of an ordinary user's.
  static OwnEngine rootlessPodman() throws IOException {
    return of("rootless", TESTER, "podman");
  }

  /// With its images on the disk of the tests, where there is room.
  private static OwnEngine ofRoot(String name, String... line) throws IOException {
    var data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), name);
    return new OwnEngine(0, List.of(line), folder(name, 0), data);
  }

  private static OwnEngine of(String name, int user, String... line) throws IOException {
    var folder = folder(name, user);
    return new OwnEngine(user, List.of(line), folder, folder.resolve("data"));
  }

  private static Path folder(String name, int user) throws IOException {
    var folder = Files.createTempDirectory(Path.of("/var/tmp"), "cr-" + name);
    for (var inside : List.of("data", "run", "home")) {
      giveTo(user, Files.createDirectory(folder.resolve(inside)));
    }
    giveTo(user, folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    return folder;
  }

  private static void giveTo(int user, Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", user);
    Files.setAttribute(path, "unix:gid", user);
  }

  /// What makes the tester known in there, and then is the engine.
  private String script() throws IOException {
    return """
    for file in passwd group subuid subgid; do
      touch "/etc/$file" # or nothing can be put over it
      case $file in
        passwd) last=tester:x:%1$d:%1$d::$PWD/home:/bin/sh ;;
        group) last=tester:x:%1$d: ;;
        *) last=tester:%2$d:65536 ;;
      esac
      { cat "/etc/$file"; echo "$last"; } >$file
      mount --bind $file "/etc/$file"
    done
    if ! setpriv --reuid=%1$d --clear-groups test -w /dev/net/tun; then
      mknod -m 666 tun c 10 200
      mount --bind tun /dev/net/tun
    fi
    ip link set lo up
    %3$s >log 2>&1 &
    read -r end
    kill -TERM $!
    wait $!
    """
        .formatted(TESTER, SUBORDINATE, commandLine());
  }

  /// Starts it, and returns its socket when it answers.
  Path start() throws IOException {
    var command = new ArrayList<String>();
    command.addAll(List.of("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child"));
    command.addAll(List.of("--mount-proc", "--", "sh", "-ec"));
    command.add(script());
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile()) // Podman leaves a file `oom` where it runs
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
    await(process);
    return socket();
  }

  /// What it writes of itself.
  Path log() {
    return folder.resolve("log");
  }

  private Path socket() {
    return folder.resolve("run/s");
  }

  private String commandLine() throws IOException {
    var run = folder.resolve("run");
    var words = new ArrayList<>(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"));
    words.addAll(List.of("HOME=" + folder.resolve("home"), "XDG_RUNTIME_DIR=" + run));
    if (user != 0) {
      var id = String.valueOf(user);
      words.addAll(0, List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups"));
    }
    if (line.contains("podman")) {
      words.add("CONTAINERS_CONF=" + limits());
      words.addAll(line);
      words.addAll(List.of("--runtime", "runc", "--cgroup-manager", "cgroupfs"));
      words.addAll(List.of("--events-backend", "file", "--root", "" + data));
      words.addAll(List.of("--runroot", run + "/r", "--tmpdir", run + "/t"));
      words.addAll(List.of("system", "service", "-t", "0", "unix://" + socket()));
    } else {
      words.addAll(line);
      words.addAll(List.of("-H", "unix://" + socket(), "-p", run + "/pid"));
      words.addAll(List.of("--data-root", "" + data, "--exec-root", run + "/x"));
    }
    return String.join(" ", words);
  }

  /// Podman asks for more open files than machines like ours allow.
  private Path limits() throws IOException {
    var limits = "[containers]\ndefault_ulimits = [\"nofile=4096:4096\", \"nproc=4096:4096\"]\n";
    return Files.writeString(folder.resolve("containers.conf"), limits);
  }

  private void await(Process process) throws IOException {
    var end = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError(
            "the engine does not start: " + (Files.exists(log()) ? Files.readString(log()) : ""));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private boolean answers() {
    try {
      var search = new EngineSearch(Map.of("DOCKER_HOST", "unix://" + socket()), Path.of("/"));
      Engine.at(search.docker());
      return true;
    } catch (Problem _) {
      return false;
    }
  }

  private void end(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      new ProcessBuilder("rm", "-rf", folder.toString(), data.toString()).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
