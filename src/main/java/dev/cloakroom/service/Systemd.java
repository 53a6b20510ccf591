package dev.cloakroom.service;

import dev.cloakroom.sandbox.HostProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// The service manager of this machine, as far as it can be asked.
public final class Systemd {
  private static final Path SIGN = Path.of("/run/systemd/system");
  private static final String UNKNOWN = "unknown";

  private final Path sign;
  private final Function<List<String>, HostProgram.Answer> programs;

  /// @param sign the folder that is there when systemd started the machine (sd_booted)
  /// @param programs runs a program to its end
  Systemd(Path sign, Function<List<String>, HostProgram.Answer> programs) {
    this.sign = sign;
    this.programs = programs;
  }

  /// This machine's.
  public static Systemd ofThisMachine() {
    return new Systemd(SIGN, HostProgram::ask);
  }

  /// Whether this machine was started by systemd.
  public boolean isHere() {
    return Files.isDirectory(sign);
  }

  /// Has units read again; false when the manager can't be reached from here.
  public boolean reload(Scope scope) {
    return succeeds(scope, "daemon-reload");
  }

  /// Has the host started with the machine, or with the person's first login.
  public boolean enable(Scope scope) {
    return succeeds(scope, "enable", Unit.NAME);
  }

  /// Stops the host, and has it no longer started.
  public boolean disable(Scope scope) {
    return succeeds(scope, "disable", "--now", Unit.NAME);
  }

  /// A word such as `enabled`, `disabled` or `not-found`; `unknown` when nobody can tell.
  public String enablement(Scope scope) {
    return word(scope, "is-enabled");
  }

  /// A word such as `active`, `inactive` or `failed`; `unknown` when nobody can tell.
  public String activity(Scope scope) {
    return word(scope, "is-active");
  }

  /// Makes the user that a system unit runs the host as, when there is none.
  public boolean makeAccount() {
    var line = "u %s - \"Cloakroom\" /var/lib/cloakroom".formatted(Unit.ACCOUNT);
    return programs.apply(List.of("systemd-sysusers", "--inline", line)).exit() == 0;
  }

  private boolean succeeds(Scope scope, String... words) {
    return isHere() && programs.apply(scope.systemctl(words)).exit() == 0;
  }

  private String word(Scope scope, String verb) {
    if (!isHere()) {
      return UNKNOWN;
    }
    var word = programs.apply(scope.systemctl(verb, Unit.NAME)).output().strip();
    return word.matches("[a-z-]+") ? word : UNKNOWN;
  }
}
