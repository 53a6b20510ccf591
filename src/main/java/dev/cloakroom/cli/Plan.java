package dev.cloakroom.cli;

import dev.cloakroom.wire.GuardView;
import dev.cloakroom.wire.PlanView;
import java.util.List;

/// What a run would get, for people.
record Plan(PlanView view) {
  void print(Terminal terminal) {
    line(terminal, "workload", view.workload());
    line(terminal, "sandbox", view.sandbox());
    if (view.image() != null) {
      line(terminal, "image", view.image());
    }
    line(terminal, "user", view.user());
    line(terminal, "limits", view.limits());
    line(terminal, "network", view.network());
    line(terminal, "workdir", view.workdir());
    line(terminal, "command", String.join(" ", view.command()));
    for (var port : view.ports()) {
      line(
          terminal,
          "port",
          "127.0.0.1:%d, %s (%s)".formatted(port.number(), port.why(), port.socket()));
    }
    guards(terminal, "guards", true);
    guards(terminal, "without", false);
    line(terminal, "environment", names(view.environment()));
    terminal.out().println();
    var mounts = new Table("HOST", "CONTAINER", "ACCESS", "WHY");
    for (var mount : view.mounts()) {
      mounts.row(mount.host(), mount.container(), mount.access(), mount.why());
    }
    mounts.print(terminal);
    terminal.out().println();
    if (view.grants().isEmpty()) {
      terminal.out().println("No grants.");
    } else {
      GrantsCommand.table(view.grants()).print(terminal);
    }
  }

  private void guards(Terminal terminal, String name, boolean up) {
    var words = view.guards().stream().filter(guard -> guard.up() == up).map(GuardView::name);
    var list = words.toList();
    if (up || !list.isEmpty()) {
      line(terminal, name, names(list));
    }
  }

  private static void line(Terminal terminal, String name, String value) {
    var line = new StringBuilder(name).repeat(' ', 13 - name.length()).append(value);
    terminal.out().println(Terminal.clean(line.toString()));
  }

  private static String names(List<String> names) {
    return names.isEmpty() ? "-" : String.join(" ", names);
  }
}
