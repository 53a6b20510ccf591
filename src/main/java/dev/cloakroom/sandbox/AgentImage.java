package dev.cloakroom.sandbox;

import dev.cloakroom.engine.Archive;
import dev.cloakroom.engine.Engine;
import dev.cloakroom.engine.EngineException;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/// The image that runs are made of where nobody says otherwise, built from `images/agent`.
public final class AgentImage {
  /// Its name.
  public static final String NAME = "cloakroom-agent";

  private AgentImage() {}

  /// Builds it on what a registry has.
  public static void build(Engine engine, String name, Consumer<String> progress) {
    build(engine, name, Map.of(), true, progress);
  }

  /// Builds it on a root file system, a tar file, without any network.
  ///
  /// @throws Problem `base-unreadable` or `image-not-built`
  public static void build(Engine engine, String name, Path base, Consumer<String> progress) {
    var baseName = "localhost/cloakroom-base-" + ProcessHandle.current().pid();
    var end = new Thread(() -> engine.images().remove(baseName)); // by Ctrl-C, too
    Runtime.getRuntime().addShutdownHook(end);
    try (var tar = Files.newInputStream(base)) {
      progress.accept("taking the root file system " + base);
      engine.images().load(baseName, tar, Files.size(base), progress);
      build(engine, name, Map.of("BASE", baseName), false, progress);
    } catch (IOException e) {
      throw new Problem(
          Kind.USAGE,
          "base-unreadable",
          "The root file system %s can't be read: name a tar file, not compressed.".formatted(base),
          e);
    } finally {
      Runtime.getRuntime().removeShutdownHook(end);
      engine.images().remove(baseName);
    }
  }

  private static void build(
      Engine engine,
      String name,
      Map<String, String> arguments,
      boolean online,
      Consumer<String> progress) {
    try {
      var context = Archive.of("Dockerfile", dockerfile());
      engine.images().build(name, context, arguments, online, progress);
    } catch (EngineException e) {
      throw new Problem(
          Kind.FAILED,
          "image-not-built",
          "The image %s could not be built; where no registry can be reached, give a root file system with --base. %s"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private static byte[] dockerfile() {
    try (var stream = AgentImage.class.getResourceAsStream("agent/Dockerfile")) {
      if (stream == null) {
        throw new IllegalStateException("agent/Dockerfile is not in the program");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
