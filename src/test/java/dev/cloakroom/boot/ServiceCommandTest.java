package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.cli.Terminal;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.service.FakeSystemd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServiceCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Path launcher;

  @BeforeEach
  void makeLauncher() throws IOException {
    var bin = Files.createDirectories(folder.resolve("application/bin"));
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
    launcher = Files.createFile(bin.resolve("cloakroom"), mode);
  }

  @Test
  void installsAUnitAndTellsWhatIsNext() {
    var systemd = FakeSystemd.here();

    assertThat(run(systemd, "install")).isZero();

    assertThat(unit()).content().contains("ExecStart=\"" + launcher + "\" up");
    assertThat(systemd.asked())
        .containsExactly(
            "systemctl --user daemon-reload", "systemctl --user enable cloakroom.service");
    assertThat(said()).contains("systemctl --user restart cloakroom", "loginctl enable-linger");
  }

  @Test
  void saysHowToEnableItWhereTheManagerCannotBeReached() {
    var systemd = FakeSystemd.here().answering(1, "");

    assertThat(run(systemd, "install")).isZero();

    assertThat(unit()).exists();
    assertThat(said()).contains("systemctl --user enable --now cloakroom");
  }

  @Test
  void onlyPrintsTheUnitWithoutSystemd() {
    assertThat(run(FakeSystemd.nowhere(), "install", "--dry-run")).isZero();

    assertThat(said()).contains("[Service]").contains("for bubblewrap");
    assertThatThrownBy(() -> run(FakeSystemd.nowhere(), "install"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("not started by systemd");
    assertThat(unit()).doesNotExist();
  }

  @Test
  void closesTheUnitFurtherWhereEnginesAreUsed() throws IOException {
    Files.createDirectories(folder.resolve("home"));
    Files.writeString(folder.resolve("home/cloakroom.yaml"), "sandbox: docker\n");

    var _ = run(FakeSystemd.nowhere(), "install", "--dry-run");

    assertThat(said()).contains("RestrictNamespaces=yes");
  }

  @Test
  void tellsAUnitOfAnotherVersionFromItsOwn() throws IOException {
    var systemd = FakeSystemd.here().answering(0, "active\n");
    var _ = run(systemd, "install");
    assertThat(run(systemd, "status", "--json")).isZero();
    assertThat(said()).contains("\"current\":true", "\"active\":\"active\"");

    Files.writeString(unit(), Files.readString(unit()).replace("UMask=0077", "UMask=0022"));

    assertThat(run(systemd, "status")).isOne();
    assertThat(said()).contains("but not as this version");
  }

  @Test
  void removesItsOwnUnitAndNoOther() throws IOException {
    var systemd = FakeSystemd.here();
    var _ = run(systemd, "install");
    assertThat(run(systemd, "uninstall", "--dry-run")).isZero();
    assertThat(unit()).exists();

    assertThat(run(systemd, "uninstall")).isZero();

    assertThat(unit()).doesNotExist();
    assertThat(systemd.asked()).contains("systemctl --user disable --now cloakroom.service");
    Files.writeString(unit(), "[Service]\n");
    assertThatThrownBy(() -> run(systemd, "uninstall")).hasMessageContaining("not written by");
  }

  @Test
  void refusesToPutAPrivateProgramIntoTheMachinesUnit() {
    assertThatThrownBy(() -> run(FakeSystemd.nowhere(), "install", "--system", "--dry-run"))
        .hasMessageContaining("/opt/cloakroom");
  }

  @Test
  void findsTheLauncherOfAnApplicationThatLasts() {
    assertThat(HostUnit.launcher("/opt/cloakroom/lib/a.jar:/opt/cloakroom/lib/b.jar"))
        .isEqualTo(Path.of("/opt/cloakroom/bin/cloakroom"));
    assertThat(HostUnit.launcher("/src/.cloakroom-app/app-0123/lib/a.jar"))
        .isEqualTo(Path.of("/src/.cloakroom-app/current/bin/cloakroom"));
  }

  private Path unit() {
    return folder.resolve(".config/systemd/user/cloakroom.service");
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private int run(FakeSystemd systemd, String... arguments) {
    var variables = Map.of("CLOAKROOM_HOME", folder.resolve("home").toString());
    var machine =
        new Machine(
            folder,
            "",
            EngineSearch.nowhere(),
            name -> Optional.ofNullable(variables.get(name)).map(Secret::of));
    var print = new PrintStream(out, true, StandardCharsets.UTF_8);
    var terminal = new Terminal(InputStream.nullInputStream(), print, print, Set.of(), false);
    var units = new HostUnit(Places.in(folder.resolve("home")), machine, launcher);
    var command = new ServiceCommand(units, systemd.systemd(), terminal);
    new CommandLine(command).parseArgs(arguments);
    return command.call();
  }
}
