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
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/// The image that runs are made of where nobody says otherwise, built from `images/agent`.
public final class AgentImage {
  /// Its name.
  public static final String NAME = "cloakroom-agent";

  private static final Duration TO_TIDY_UP = Duration.ofSeconds(10);

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
    var end = new Thread(giveUp(Thread.currentThread()));
    Runtime.getRuntime().addShutdownHook(end); // Ctrl-C leaves nothing, either
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
      boolean _ = Thread.interrupted(); // else the engine could not be asked
      engine.images().remove(baseName);
      forget(end);
    }
  }

  /// Ends the request that the builder waits for, and lets it tidy up.
  private static Runnable giveUp(Thread builder) {
    return () -> {
      builder.interrupt();
      try {
        builder.join(TO_TIDY_UP);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private static void forget(Thread end) {
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException _) {
      // it is running
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
