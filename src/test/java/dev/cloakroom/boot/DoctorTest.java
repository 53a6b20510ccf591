package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.cli.Terminal;
import dev.cloakroom.probe.Check;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorTest {
  @TempDir private Path folder;

  @Test
  void findsAHomeThatIsStillToBeMade() {
    var check = check("home", folder.resolve("new"));

    assertThat(check)
        .isEqualTo(Check.ok("home", folder.resolve("new") + ", made at the first start"));
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void findsAHomeThatOthersMayEnter() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(check("home", folder).cure()).contains("chmod 700", "CLOAKROOM_HOME");
  }

  @Test
  void tellsWhatIsWrongWithTheConfiguration() throws IOException {
    Files.writeString(folder.resolve("cloakroom.yaml"), "colour: red");

    assertThat(check("configuration", folder).cure()).contains("cloakroom.yaml", "colour");
  }

  @Test
  void findsASpoolThatWouldFailWithTheHome() throws IOException {
    Files.writeString(folder.resolve("cloakroom.yaml"), "store: {spool: beside}");

    assertThat(check("spool", folder).cure()).contains("another disk");
    assertThat(folder.resolve("beside")).doesNotExist();
  }

  @Test
  void findsASpoolThatCannotBe() throws IOException {
    Files.writeString(folder.resolve("cloakroom.yaml"), "store: {spool: cloakroom.yaml/x}");

    assertThat(check("spool", folder).found()).contains("can't be written");
  }

  @Test
  void findsATakenPort() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Files.writeString(folder.resolve("cloakroom.yaml"), "console: {port: %d}".formatted(port));

      assertThat(check("console port", folder).cure()).contains("console.port");
    }
  }

  @Test
  void findsASocketPathThatIsTooLong() {
    assertThat(check("socket path", folder.resolve("x".repeat(100))).cure()).contains("shorter");
  }

  @Test
  void findsThatNoSandboxAndNoLanguageIsThere() {
    assertThat(check("bubblewrap", folder).cure()).contains("install the package bubblewrap");
    assertThat(check("for skills", folder).cure()).contains("install");
  }

  @Test
  void findsThatContainersCannotHavePorts() throws IOException {
    var bwrap = Files.writeString(folder.resolve("bwrap"), "#!/bin/sh\necho bubblewrap 0.8.0\n");
    Files.setPosixFilePermissions(bwrap, PosixFilePermissions.fromString("rwx------"));
    var doctor =
        new Doctor(
            Places.in(folder), Machine.with(folder.toString()), List.of(), Clock.systemUTC());

    assertThat(doctor.examine())
        .filteredOn(check -> check.what().equals("bubblewrap"))
        .singleElement()
        .satisfies(check -> assertThat(check.cure()).contains("install the package socat"));
  }

  @Test
  void findsThatNoHostRuns() {
    assertThat(check("host", folder).isOk()).isTrue();
  }

  @Test
  void endsWithOneAndAlignsItsTable() {
    var out = new ByteArrayOutputStream();

    int exit = doctor(out);

    var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    int column = lines.getFirst().indexOf("STATE");
    assertThat(exit).isEqualTo(1);
    assertThat(lines)
        .hasSizeGreaterThan(15)
        .allSatisfy(line -> assertThat(line.charAt(column - 1)).isEqualTo(' '));
    assertThat(lines).anyMatch(line -> line.startsWith("problem", column));
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
  }

  @Test
  void tellsProgramsInJson() {
    var out = new ByteArrayOutputStream();

    doctor(out, "--json");

    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("{\"ok\":false,\"checks\":[{\"check\":\"JDK\",\"ok\":true,\"found\":\"Java ")
        .endsWith("]}\n");
  }

  private Check check(String what, Path home) {
    return new Doctor(Places.in(home), Machine.with("/nowhere"), List.of(), Clock.systemUTC())
        .examine().stream().filter(one -> one.what().equals(what)).findFirst().orElseThrow();
  }

  private int doctor(ByteArrayOutputStream out, String... arguments) {
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    var terminal = new Terminal(InputStream.nullInputStream(), stream, stream, Set.of(), true);
    var doctor =
        new Doctor(Places.in(folder), Machine.with("/nowhere"), List.of(), Clock.systemUTC());
    return new CommandLine(new DoctorCommand(doctor, terminal)).execute(arguments);
  }
}
