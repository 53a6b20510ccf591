package dev.cloakroom.boot;

import dev.cloakroom.cli.Surroundings.Browser;
import dev.cloakroom.cli.Terminal;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.AgentImage;
import dev.cloakroom.sandbox.BubblewrapSandbox;
import dev.cloakroom.sandbox.HostProgram;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cloakroom demo`: tells the story step by step.
@Command(
    name = "demo",
    description =
        "Shows the whole idea on this machine, with an embedded provider: a skill in a sandbox needs a calendar, a person consents, the skill goes on by itself.",
    footer = {
      "",
      "Examples:",
      "  cloakroom demo           prints a link, and waits for you to consent",
      "  cloakroom demo --auto    consents by itself, through the same pages",
      "  cloakroom demo --auto --sandbox docker"
    })
final class DemoCommand implements Callable<Integer> {
  private final Machine machine;
  private final Terminal terminal;
  private final Browser browser;
  private final PrintStream out;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(names = "--auto", description = "Answers the consent by itself, as a browser would.")
  private boolean auto;

  @Option(
      names = "--sandbox",
      paramLabel = "ENGINE",
      description = "What runs the skill: bubblewrap (the usual), docker or podman.")
  private String sandbox = Demo.Stage.USUAL.sandbox();

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "What docker or podman make its container of.")
  private String image = Demo.Stage.USUAL.image();

  DemoCommand(Machine machine, Terminal terminal, Browser browser) {
    this.machine = machine;
    this.terminal = terminal;
    this.browser = browser;
    this.out = terminal.out();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Logs.off();
    var folder = Files.createTempDirectory("cloakroom-demo-");
    var removal = new Thread(() -> removeQuietly(folder));
    Runtime.getRuntime().addShutdownHook(removal);
    say("Cloakroom demo: everything lives in " + folder + " and is removed afterwards.");
    var stage = new Demo.Stage(sandbox, image);
    getSandbox(folder, stage);
    try (var demo = new Demo(folder, machine, stage, "demo-")) {
      boolean ok = tell(demo);
      say(ok ? "demo: ok" : "demo: not as it should be");
      return ok ? 0 : 1;
    } finally {
      Runtime.getRuntime().removeShutdownHook(removal);
      Demo.remove(folder);
    }
  }

  private boolean tell(Demo demo) {
    step(1, "A provider and a host are up. The console is " + demo.host().base() + ".");
    demo.connectNeighbour("ben");
    step(
        2,
        "Ben, who shares this machine, connected his account: local/ben. The skill must not get it.");
    step(
        3,
        "A skill runs in a sandbox and needs a calendar. It has no token, so it says so, and you are asked.");
    if (!auto) {
      say("   Open the link, log in under any name, and allow it.");
    }
    int exit = demo.runSkill(asTerminal(), auto ? Demo.person("Ana") : browser);
    if (exit != 0) {
      say("   The skill ended with " + exit + ".");
      return false;
    }
    step(4, "It went on by itself. The refresh token never left the host:");
    boolean asExpected = demo.prove(out);
    var counts = demo.provider().counts();
    say("");
    say(
        "   Each line was tried from inside, in a run like the skill's. The provider counted %d logins and %d refused requests."
            .formatted(counts.codes(), counts.refusals()));
    return asExpected;
  }

  /// With --auto the link must reach the visitor, terminal or not.
  private Terminal asTerminal() {
    return auto
        ? new Terminal(
            terminal.in(), out, terminal.err(), Set.of(Terminal.Side.ERR, Terminal.Side.IN), false)
        : terminal;
  }

  private void step(int number, String text) {
    say("");
    say(number + ". " + text);
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }

  private void getSandbox(Path folder, Demo.Stage stage) throws InterruptedException {
    if (!stage.hasImages()) {
      getBubblewrap(folder);
      return;
    }
    var sandbox =
        new Engines(machine.engines(), image)
            .sandboxes().stream()
                .filter(one -> one.name().equals(stage.sandbox()))
                .findFirst()
                .orElseThrow(() ->
                    new Problem(
                        Kind.USAGE,
                        "unknown-sandbox",
                        "--sandbox is bubblewrap, docker or podman."));
    if (stage.equals(new Demo.Stage(stage.sandbox(), AgentImage.NAME))
        && sandbox.engine().images().find(image).isEmpty()) {
      say("The image %s is not here yet; building it.".formatted(image));
      AgentImage.build(sandbox.engine(), image, this::say);
    }
  }

  /// Gets bubblewrap where it is missing, and asks first where somebody can answer.
  private void getBubblewrap(Path folder) throws InterruptedException {
    var why = new BubblewrapSandbox(machine.path(), folder).unusable();
    if (why.isEmpty()) {
      return;
    }
    say(why.get());
    boolean missing =
        Arrays.stream(machine.path().split(":", -1)).noneMatch(DemoCommand::hasBubblewrap);
    var install = List.of("apt-get", "install", "-y", "--no-remove", "bubblewrap");
    if (!missing || !mayInstall(install)) {
      throw new Problem(
          Kind.FAILED, "no-sandbox", "The demo needs bubblewrap: install it, and start again.");
    }
    if (!installs(install)
        || new BubblewrapSandbox(machine.path(), folder).unusable().isPresent()) {
      throw new Problem(
          Kind.FAILED,
          "no-sandbox",
          "bubblewrap could not be got with `%s`: install it, and start again."
              .formatted(String.join(" ", install)));
    }
  }

  private static boolean hasBubblewrap(String folder) {
    return Files.isExecutable(Path.of(folder, "bwrap"));
  }

  /// Tries once with the package lists that are there, and once with new ones.
  private static boolean installs(List<String> install) throws InterruptedException {
    return HostProgram.run(install) == 0
        || (HostProgram.run(List.of("apt-get", "update")) == 0 && HostProgram.run(install) == 0);
  }

  private boolean mayInstall(List<String> install) {
    say("It can be got with: " + String.join(" ", install));
    if (!terminal.attended().contains(Terminal.Side.IN) || auto) {
      return true;
    }
    out.print("Shall I? [y/N] ");
    out.flush();
    var answers = new Scanner(terminal.in(), StandardCharsets.UTF_8);
    return answers.hasNextLine()
        && answers.nextLine().strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  private static void removeQuietly(Path folder) {
    try {
      Demo.remove(folder);
    } catch (UncheckedIOException _) {
      // the demo removed it itself, or is still writing: the next reboot clears /tmp
    }
  }
}
