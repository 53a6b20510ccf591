package dev.cloakroom.sandbox;

import dev.cloakroom.engine.Archive;
import dev.cloakroom.engine.Attachment;
import dev.cloakroom.engine.ContainerSpec;
import dev.cloakroom.engine.ContainerSpec.Bind;
import dev.cloakroom.engine.ContainerSpec.Folders;
import dev.cloakroom.engine.ContainerSpec.Hardening;
import dev.cloakroom.engine.Engine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// A short script in a container of an engine, for what has to be asked from inside, or done by its
/// users. It has this machine's programs, read-only, in an image that is empty and gone with it, so
/// that nothing of anybody's image runs.
///
/// @param user whom it runs as
/// @param folder what it finds, at [#PLACE]
/// @param script for `/bin/sh`
record Chore(HostUser user, Bind folder, String script) {
  static final Path PLACE = Path.of("/folder");

  private static final HostUser ROOT = new HostUser(0, 0);
  private static final ContainerSpec.Limits LIMITS = new ContainerSpec.Limits(64, 0, 0, 0);

  /// The engine's root inside, the machine's where it can: for what the users of containers left.
  private static final Hardening WITH_CAPABILITIES =
      new Hardening(true, false, true, true, true, true, true);

  /// A chore of an ordinary user's, who may look at a folder.
  static Chore ofOrdinaryUser(Path folder, String script) {
    return new Chore(HostUser.ORDINARY, new Bind(folder, PLACE, true), script);
  }

  /// A chore of root's, who may do anything in a folder.
  static Chore ofRoot(Path folder, String script) {
    return new Chore(ROOT, new Bind(folder, PLACE, false), script);
  }

  /// What is said to it, and heard.
  @FunctionalInterface
  interface Talk<T> {
    T with(Attachment streams) throws IOException;
  }

  /// Does it. The container and its image are gone afterwards.
  ///
  /// @throws IOException when the talk breaks off
  <T> T in(Engine engine, Installation installation, Talk<T> talk) throws IOException {
    var name = "chore-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    var image = installation.choresOfThisHost() + name;
    var nothing = Archive.of("nothing", new byte[0]);
    engine.images().load(image, new ByteArrayInputStream(nothing), nothing.length, _ -> {});
    try {
      var found = engine.images().find(image).orElseThrow();
      var id =
          engine.create(installation.nameOf(name), spec(engine, found, installation.labels(name)));
      try (var streams = engine.attach(id)) {
        engine.start(id);
        return talk.with(streams);
      } catch (UncheckedIOException e) {
        throw new IOException(e);
      } finally {
        engine.remove(id);
      }
    } finally {
      engine.images().remove(image);
    }
  }

  private ContainerSpec spec(Engine engine, String image, Map<String, String> labels) {
    boolean root = user.isRoot();
    var binds =
        new ArrayList<>(
            HostRoot.under(Path.of("/")).programs().stream().map(NetworkHolder::bind).toList());
    binds.add(folder);
    return new ContainerSpec(
        image,
        List.of("/bin/sh", "-c", script),
        user.toString(),
        root && engine.remapsUsers() ? "host" : null,
        Path.of("/"),
        PortForwarder.ENVIRONMENT,
        labels,
        new Folders(binds, List.of()),
        ContainerSpec.Network.none("cloakroom"),
        LIMITS,
        root ? WITH_CAPABILITIES : Hardening.ALL,
        false);
  }
}
