package dev.cloakroom.boot;

import dev.cloakroom.cli.Table;
import dev.cloakroom.cli.Terminal;
import dev.cloakroom.probe.Check;
import io.avaje.json.stream.JsonStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cloakroom doctor`: tells what this machine lacks, with the cure of each. It needs no host.
@Command(
    name = "doctor",
    description = "Look at what Cloakroom needs of this machine; works without a host.",
    footerHeading = "%nExamples:%n",
    footer = {"  cloakroom doctor", "  cloakroom doctor --json"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all is well", "1:something needs a cure"})
final class DoctorCommand implements Callable<Integer> {
  private final Doctor doctor;
  private final Terminal terminal;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(names = "--json", description = "Print JSON on standard output.")
  private boolean json;

  DoctorCommand(Doctor doctor, Terminal terminal) {
    this.doctor = doctor;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Logs.off();
    var checks = doctor.examine();
    if (json) {
      terminal.out().println(json(checks));
    } else {
      print(checks);
    }
    return checks.stream().allMatch(Check::isOk) ? 0 : 1;
  }

  private void print(List<Check> checks) {
    var table = new Table("CHECK", "STATE", "FOUND");
    for (var check : checks) {
      if (check.isOk()) {
        table.row(check.what(), "ok", check.found());
      } else {
        table.alarm(check.what(), "problem", check.found() + ": " + check.cure());
      }
    }
    table.print(terminal);
  }

  private static String json(List<Check> checks) {
    try (var json = JsonStream.builder().build().bufferedWriter()) {
      json.beginObject();
      json.name("ok");
      json.value(checks.stream().allMatch(Check::isOk));
      json.name("checks");
      json.beginArray();
      for (var check : checks) {
        json.beginObject();
        json.name("check");
        json.value(check.what());
        json.name("ok");
        json.value(check.isOk());
        json.name("found");
        json.value(check.found());
        json.name("cure");
        json.value(check.cure());
        json.endObject();
      }
      json.endArray();
      json.endObject();
      return json.result();
    }
  }
}
