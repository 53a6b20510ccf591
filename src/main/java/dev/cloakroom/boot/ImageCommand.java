package dev.cloakroom.boot;

import dev.cloakroom.cli.Terminal;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.AgentImage;
import dev.cloakroom.sandbox.EngineSandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cloakroom image build`: builds the image that engines make runs of. It needs no host.
@Command(
    name = "image",
    description = "Build the image that Docker and Podman make runs of: image build.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom image build",
      "  cloakroom image build --sandbox podman --base rootfs.tar --tag mine"
    })
final class ImageCommand implements Callable<Integer> {
  private final Places places;
  private final EngineSearch search;
  private final Terminal terminal;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = "--base",
      paramLabel = "FILE",
      description = "A root file system (tar) to build on, without any network.")
  private @Nullable Path base;

  @Option(
      names = "--tag",
      paramLabel = "NAME",
      description = "What it is to be called (usual: the image of the settings).")
  private @Nullable String tag;

  @Option(
      names = "--sandbox",
      paramLabel = "ENGINE",
      description = "docker or podman (usual: the one that is here).")
  private @Nullable String sandbox;

  @Parameters(paramLabel = "build", description = "What to do.")
  private String verb;

  ImageCommand(Places places, EngineSearch search, Terminal terminal) {
    this.places = places;
    this.search = search;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!verb.equals("build")) {
      throw new Problem(Kind.USAGE, "bad-choice", "image has one thing to do: build");
    }
    if (base != null && !Files.isReadable(base)) {
      throw new Problem(
          Kind.USAGE,
          "base-unreadable",
          "The root file system %s can't be read: name a tar file.".formatted(base));
    }
    Logs.off();
    var name = tag == null ? Settings.read(places.configuration()).image() : tag;
    var engine = chosen().engine();
    say("building %s with %s".formatted(name, engine.name()));
    if (base == null) {
      AgentImage.build(engine, name, this::say);
    } else {
      AgentImage.build(engine, name, base, this::say);
    }
    terminal.out().println(name);
    return 0;
  }

  private EngineSandbox chosen() {
    var sandboxes = new Engines(search, AgentImage.NAME).sandboxes();
    if (sandbox == null) {
      return sandboxes.stream()
          .filter(ImageCommand::isHere)
          .findFirst()
          .orElseGet(sandboxes::getFirst);
    }
    return find(sandboxes, sandbox);
  }

  private static EngineSandbox find(List<EngineSandbox> sandboxes, String name) {
    return sandboxes.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new Problem(Kind.USAGE, "unknown-sandbox", "--sandbox is docker or podman here."));
  }

  private static boolean isHere(EngineSandbox sandbox) {
    try {
      sandbox.engine();
      return true;
    } catch (Problem _) {
      return false;
    }
  }

  private void say(String words) {
    terminal.err().println("cloakroom: " + words);
    terminal.err().flush();
  }
}
