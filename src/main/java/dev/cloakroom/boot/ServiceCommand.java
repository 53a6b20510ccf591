package dev.cloakroom.boot;

import dev.cloakroom.cli.Table;
import dev.cloakroom.cli.Terminal;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.HostUser;
import dev.cloakroom.service.Scope;
import dev.cloakroom.service.Systemd;
import dev.cloakroom.service.Unit;
import dev.cloakroom.service.Unit.Sandboxing;
import io.avaje.json.stream.JsonStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cloakroom service`: has systemd run the host. It needs no host.
@Command(
    name = "service",
    description = "Have systemd run the host: service install, status, uninstall.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom service install",
      "  cloakroom service install --system --dry-run",
      "  cloakroom service status --json"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done; with status: installed, up to date, running", "1:it is not so"})
final class ServiceCommand implements Callable<Integer> {
  private static final String OTHER =
      "but not as this version and these settings would have it: `cloakroom service install`";

  private final HostUnit units;
  private final Systemd systemd;
  private final Terminal terminal;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(names = "--system", description = "The machine's service, not your own.")
  private boolean system;

  @Option(names = "--dry-run", description = "Print the unit, and change nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON on standard output.")
  private boolean json;

  @Parameters(paramLabel = "install|status|uninstall", description = "What to do.")
  private String verb;

  ServiceCommand(HostUnit units, Systemd systemd, Terminal terminal) {
    this.units = units;
    this.systemd = systemd;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Logs.off();
    var scope = system ? Scope.SYSTEM : Scope.USER;
    return switch (verb) {
      case "install" -> dryRun ? show(scope) : install(scope);
      case "status" -> status(scope);
      case "uninstall" -> uninstall(scope);
      default ->
          throw new Problem(
              Kind.USAGE, "bad-choice", "service has install, status and uninstall to do");
    };
  }

  private int show(Scope scope) {
    var text = units.of(scope).text();
    if (json) {
      print(Map.of("path", units.file(scope).path().toString(), "unit", text));
    } else {
      terminal.out().print(text);
    }
    return 0;
  }

  private int install(Scope scope) {
    var unit = units.of(scope);
    if (!systemd.isHere()) {
      throw new Problem(
          Kind.FAILED,
          "no-systemd",
          "This machine was not started by systemd, so nobody would run the unit; --dry-run prints it, to be taken elsewhere. Nothing was changed.");
    }
    requireRoot(scope);
    boolean account = scope == Scope.USER || systemd.makeAccount();
    var file = units.file(scope);
    file.write(unit.text());
    boolean enabled = systemd.reload(scope) && systemd.enable(scope);
    var next = next(unit, account, enabled);
    if (json) {
      print(Map.of("path", file.path().toString(), "enabled", enabled, "next", next));
    } else {
      terminal.out().println("wrote " + file.path() + ", for " + unit.sandboxing().word());
      terminal.out().println("next:");
      next.forEach(step -> terminal.out().println("  " + step));
    }
    return 0;
  }

  private List<String> next(Unit unit, boolean account, boolean enabled) {
    var scope = unit.scope();
    var steps = new ArrayList<String>();
    if (!account) {
      steps.add("sudo useradd --system --home-dir /var/lib/cloakroom " + Unit.ACCOUNT);
    }
    if (scope == Scope.SYSTEM && unit.sandboxing() == Sandboxing.ENGINES) {
      steps.add(
          "sudo usermod -aG docker " + Unit.ACCOUNT + "   # whoever owns the engine's socket");
    }
    if (enabled) {
      steps.add(scope.typed("restart cloakroom"));
    } else {
      steps.add(scope.typed("daemon-reload"));
      steps.add(scope.typed("enable --now cloakroom"));
    }
    if (scope == Scope.USER) {
      steps.add("loginctl enable-linger   # so that it also runs while you are not logged in");
    }
    return steps;
  }

  private int status(Scope scope) {
    var file = units.file(scope);
    var text = file.read();
    boolean current = text.filter(units.of(scope).text()::equals).isPresent();
    var enabled = systemd.enablement(scope);
    var active = systemd.activity(scope);
    if (json) {
      print(
          Map.of(
              "path",
              file.path().toString(),
              "installed",
              text.isPresent(),
              "current",
              current,
              "enabled",
              enabled,
              "active",
              active));
    } else {
      new Table("SERVICE", "STATE")
          .row("unit", file.path().toString())
          .row("installed", text.isEmpty() ? "no" : current ? "yes" : "yes, " + OTHER)
          .row("enabled", enabled)
          .row("active", active)
          .print(terminal);
    }
    return current && active.equals("active") ? 0 : 1;
  }

  private int uninstall(Scope scope) {
    var file = units.file(scope);
    boolean there = file.read().isPresent();
    if (there && !dryRun) {
      requireRoot(scope);
      systemd.disable(scope);
      file.remove();
      systemd.reload(scope);
    }
    if (json) {
      print(Map.of("path", file.path().toString(), "removed", there && !dryRun));
    } else {
      var done = there ? dryRun ? "would remove " : "removed " : "there is no ";
      terminal.out().println(done + file.path());
    }
    return 0;
  }

  private static void requireRoot(Scope scope) {
    if (scope == Scope.SYSTEM && !HostUser.current().isRoot()) {
      throw new Problem(
          Kind.REFUSED,
          "needs-root",
          "Only root may change the machine's services: use sudo, or leave --system out.");
    }
  }

  private void print(Map<String, Object> value) {
    try (var writer = JsonStream.builder().build().bufferedWriter()) {
      writer.beginObject();
      new TreeMap<>(value)
          .forEach((name, each) -> {
            writer.name(name);
            switch (each) {
              case Boolean truth -> writer.value(truth);
              case List<?> list -> {
                writer.beginArray();
                list.forEach(item -> writer.value(item.toString()));
                writer.endArray();
              }
              default -> writer.value(each.toString());
            }
          });
      writer.endObject();
      terminal.out().println(writer.result());
    }
  }
}
