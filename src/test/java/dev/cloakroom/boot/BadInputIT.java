package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.cli.Commands;
import dev.cloakroom.cli.Surroundings;
import dev.cloakroom.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a clumsy or hostile user does: each ends with one clear line, its code and its exit code.
/// What needs a host and no process of its own goes to a host in this JVM.
class BadInputIT {
  private static final String USUAL =
      """
      console: {port: 0}
      providers:
        local:
          issuer: http://127.0.0.1:1
          client: {id: one, auth: none}
          aliases: {local-calendar: [calendar]}
      """;

  @TempDir private Path folder;
  private Path home;
  private Program program;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectory(folder.resolve("h"));
    Files.createDirectory(folder.resolve("w"));
    program = new Program(home);
    configure(USUAL);
  }

  @AfterEach
  void leavesNoRunBehind() {
    var runs = Places.in(home).runs().toFile();
    Patience.until(
        () -> Objects.requireNonNullElse(runs.list(), new String[0]).length == 0,
        () -> "the end of all runs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          connect nope                            | 1 | unknown-provider
          connect google                          | 2 | no-client
          connect local --as X                    | 2 | bad-name
          token local/nobody                      | 1 | unknown-account
          token local                             | 2 | bad-account
          token local/../up                       | 2 | bad-account
          token local/ana --min-ttl soon          | 2 | bad-duration
          token local/ana --as xml                | 2 | unknown-form
          grant w local/nobody                    | 1 | unknown-account
          grant W local/ana                       | 2 | bad-name
          ungrant w local/ana                     | 1 | unknown-grant
          disconnect local/nobody --yes           | 1 | unknown-account
          staus                                   | 2 | unknown-command
          help staus                              | 2 | unknown-command
          run                                     | 2 | usage
          run --grant a:b=c -- true               | 2 | unknown-mode
          run --grant local/ana=gateway -- true   | 2 | unknown-mode
          run --grant / -- true                   | 2 | bad-grant
          run --grant local/ana@A -- true         | 2 | bad-grant
          run --grant local/nobody -- true        | 125 | unknown-account
          run --grant nope -- true                | 125 | unknown-provider
          run --sandbox moon -- true              | 2 | unknown-sandbox
          run --network moon -- true              | 2 | bad-network
          run --env A -- true                     | 2 | bad-variable
          run --env =A -- true                    | 2 | bad-variable
          run --timeout -1 -- true                | 2 | bad-duration
          run --timeout 0 -- true                 | 2 | bad-duration
          run --output-cap much -- true           | 2 | bad-size
          run --workload host -- true             | 2 | bad-workload
          run --workdir nowhere -- true           | 2 | workdir-missing
          run --workdir / -- true                 | 125 | workdir-refused
          run --workdir ../h -- true              | 125 | workdir-refused
          run --timeout 1 -- sleep 60             | 125 | timeout
          """)
  void refusesInOneLine(String line, int exit, String code) {
    try (var _ = host()) {
      assertOneLine(command(line.split(" ", -1)), exit, code);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo AUTH_REQUIRED:google-calendar                   | 125 | may not ask for google-calendar
          echo AUTH_REQUIRED:nope                              | 125 | no provider nope
          echo AUTH_REQUIRED:local-calendar:calendar,admin     | 125 | more than it may: admin
          echo please AUTH_REQUIRED:local-calendar now         | 0 | inside a line
          echo AUTH_REQUIRED:Local Calendar                    | 0 | names no provider
          echo AUTH_REQUIRED:                                  | 0 | names no provider
          printf AUTH_REQUIRED:local-calendar:; head -c 10000000 /dev/zero; echo | 0 | more than 4 KiB
          """)
  void asksNobodyForWhatMayNotBeAsked(String script, int exit, String words) {
    try (var _ = host()) {
      var end = command("run", "--grant", "local-calendar", "--", "sh", "-c", script);

      assertThat(end.exit()).isEqualTo(exit);
      assertThat(end.err()).containsOnlyOnce(words).doesNotContain("answer here");
    }
  }

  @Test
  void takesNoMarkerFromStandardError() {
    try (var _ = host()) {
      var end =
          command(
              "run",
              "--grant",
              "local-calendar",
              "--",
              "sh",
              "-c",
              "echo AUTH_REQUIRED:local-calendar >&2");

      assertThat(end).isEqualTo(new Program.End(0, "", "AUTH_REQUIRED:local-calendar\n"));
    }
  }

  @Test
  void passesOnUpToTheCap() {
    try (var _ = host()) {
      var end =
          command(
              "run",
              "--output-cap",
              "1M",
              "--",
              "sh",
              "-c",
              "head -c 3000000 /dev/zero | tr '\\0' x");

      assertThat(end.exit()).isZero();
      assertThat(end.out()).hasSize(1 << 20);
      assertThat(end.err()).containsOnlyOnce("the output passed");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          colour: red                                                        | unknown-key
          console: {port: seven}                                             | wrong-type
          just words                                                         | wrong-type
          `console:\n\tport: 3`                                              | config-not-yaml
          `console: {port: 1}\nconsole: {port: 2}`                           | config-not-yaml
          a: [SECRET                                                         | config-not-yaml
          ? {client: SECRET}                                                 | unknown-key
          providers: {x: {issuer: 'https://x.test', client: SECRET}}         | wrong-type
          providers: {x: {issuer: 'https://x.test', client: {secret: SECRET}}}              | unknown-key
          providers: {x: {issuer: 'https://x.test', client: {id: a, secret-file: nowhere}}} | missing-file
          providers: {x: {issuer: 'https://x.test', client: {id: a, secret-file: /dev/zero}}} | wrong-value
          providers: {x: {issuer: 'http://x.test'}}                          | bad-uri
          workloads: {w: {may-ask: {nope: []}}}                              | unknown-provider
          """)
  void refusesSettingsByPlaceAndNeverShowsValues(String yaml, String code) throws IOException {
    configure(yaml);

    var end = up();

    assertOneLine(end, 2, code);
    assertThat(end.err()).contains(home + "/cloakroom.yaml").doesNotContain("SECRET");
    assertThat(home.toFile().list()).containsExactly("cloakroom.yaml");
  }

  @Test
  void refusesAConfigurationThatIsNoFile() throws IOException {
    Files.delete(home.resolve("cloakroom.yaml"));
    Files.createDirectory(home.resolve("cloakroom.yaml"));
    assertOneLine(up(), 2, "config-unreadable");

    Files.delete(home.resolve("cloakroom.yaml"));
    Files.createSymbolicLink(home.resolve("cloakroom.yaml"), Path.of("/nowhere"));
    assertOneLine(up(), 2, "config-unreadable");
  }

  @Test
  void saysThatNoHostRuns() {
    assertOneLine(program.run("status"), 5, "host-not-running");
  }

  @Test
  void refusesASecondHostAndLeavesNoTrace() throws IOException {
    try (var _ = host()) {
      var before = entries();

      assertOneLine(program.run("up"), 1, "already-running");

      assertThat(entries()).isEqualTo(before);
    }
  }

  @Test
  void refusesATakenPort() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      configure("console: {port: %d}".formatted(taken.getLocalPort()));

      assertOneLine(up(), 1, "port-taken");
    }
  }

  @Test
  void leavesAFolderOfOthersAsItIs() throws IOException {
    var shared = Files.createDirectory(folder.resolve("shared"));
    Files.createFile(shared.resolve("theirs"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertOneLine(new Program(shared).run("up"), 6, "home-shared");

    assertThat(shared.toFile().list()).containsExactly("theirs");
    assertThat(Files.getPosixFilePermissions(shared)).hasSize(7);
  }

  @Test
  void refusesAHomeThatCannotBe() {
    assertOneLine(new Program(Path.of("/proc/cloakroom")).run("doctor", "--nope"), 2, "usage");
    assertOneLine(new Program(Path.of("/proc/cloakroom")).run("up"), 1, "folder-unusable");
  }

  @Test
  void refusesASpoolThatCannotBe() throws IOException {
    configure("console: {port: 0}\nstore: {spool: /proc/cloakroom}");
    assertOneLine(up(), 1, "spool-unusable");
    configure("console: {port: 0}\nstore: {spool: cloakroom.yaml}");
    assertOneLine(up(), 1, "spool-unusable");

    var open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    configure("console: {port: 0}\nstore: {spool: %s}".formatted(open));
    assertOneLine(up(), 1, "spool-unusable");
  }

  @Test
  void refusesAVaultThatIsNotAsItWas() throws IOException, SQLException {
    host().close();
    var key = home.resolve("master.key");
    var right = Files.readString(key);

    Files.writeString(key, "0".repeat(64));
    assertOneLine(up(), 1, "wrong-key");
    Files.writeString(key, "nonsense");
    assertOneLine(up(), 1, "key-unreadable");
    Files.delete(key);
    assertOneLine(up(), 1, "key-missing");
    assertThat(key).doesNotExist();

    Files.writeString(key, right);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    var database = home.resolve("vault.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version=99");
    }
    assertOneLine(up(), 1, "store-newer");
    Files.writeString(database, "this is no database, and never was one");
    assertOneLine(up(), 1, "store-unreadable");
    assertThat(database).hasContent("this is no database, and never was one");
  }

  @Test
  void endsARunOnSigterm() throws IOException {
    try (var _ = host()) {
      var run =
          program.start(
              "run",
              "--workdir",
              folder.resolve("w").toString(),
              "--",
              "sh",
              "-c",
              "echo begun; sleep 60");
      assertThat(run.getInputStream().read()).isEqualTo('b');

      run.toHandle().destroy(); // the process itself would close its streams, too

      var end = Program.finish(run);
      assertThat(end.exit()).isEqualTo(143);
      assertThat(end.err()).isEmpty();
    }
  }

  @Test
  void endsARunWhoseOutputNobodyReads() {
    try (var _ = host()) {
      var end = command(new ClosedPipe(), "run", "--", "yes");

      assertOneLine(end, 125, "output-closed");
    }
  }

  @Test
  void saysThatItsAnswerWasLost() {
    try (var _ = host()) {
      assertOneLine(command(new ClosedPipe(), "status"), 1, "output-closed");
    }
  }

  private void configure(String yaml) throws IOException {
    Files.writeString(home.resolve("cloakroom.yaml"), yaml);
  }

  private Host host() {
    var places = Places.in(home);
    return Host.open(places, Settings.read(places.configuration()), "/usr/local/bin:/usr/bin:/bin");
  }

  private List<String> entries() throws IOException {
    try (var files = Files.walk(home)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  /// `cloakroom up` as far as it comes; one that comes up is a failure.
  private Program.End up() {
    return program.run("up");
  }

  /// A command in this JVM.
  private Program.End command(String... arguments) {
    return command(new ByteArrayOutputStream(), arguments);
  }

  private Program.End command(OutputStream out, String... arguments) {
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(InputStream.nullInputStream(), stream(out), stream(err), Set.of(), false);
    var around =
        new Surroundings(
            Places.in(home).socket(),
            folder.resolve("w"),
            terminal,
            _ -> {},
            new Unsignalled(),
            Clock.systemUTC());
    int exit = new Commands(around, Host.VERSION, Map.of()).run(arguments);
    return new Program.End(
        exit,
        out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "",
        err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(OutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static void assertOneLine(Program.End end, int exit, String code) {
    assertThat(end.err().lines().toList())
        .singleElement()
        .asString()
        .startsWith("cloakroom: ")
        .endsWith(" [" + code + "]");
    assertThat(end.exit()).isEqualTo(exit);
    assertThat(end.out()).isEmpty();
  }

  /// What `| head` leaves behind.
  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  /// Nobody asks this process to stop.
  private static final class Unsignalled implements Surroundings.Signals {
    @Override
    public void listen(IntConsumer taker) {}

    @Override
    public void leave(int exit) {
      throw new AssertionError("it left with " + exit);
    }
  }
}
