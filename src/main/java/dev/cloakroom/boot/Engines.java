package dev.cloakroom.boot;

import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.sandbox.EngineSandbox;
import dev.cloakroom.sandbox.HostUser;
import dev.cloakroom.sandbox.Installation;
import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/// The sandboxes of the engines that this machine may have, for one installation.
///
/// @param search where engines are looked for
/// @param image what their containers are made of where nobody says otherwise
record Engines(EngineSearch search, String image) {
  private static final int ID_BYTES = 4;

  /// Docker's and Podman's, whether they are there or not.
  ///
  /// @param folder the host's own for what is no longer there than it
  List<EngineSandbox> sandboxes(Installation installation, Path folder) {
    var user = HostUser.current();
    return List.of(
        new EngineSandbox("docker", search::docker, installation, image, user, folder),
        new EngineSandbox("podman", search::podman, installation, image, user, folder));
  }

  /// Those of no installation, to look at engines and to build images.
  List<EngineSandbox> sandboxes() {
    var nobody = "0".repeat(2 * ID_BYTES);
    return sandboxes(
        new Installation(nobody, nobody), Path.of(System.getProperty("java.io.tmpdir")));
  }

  /// The installation whose id is in `file`, made at the first start, and a new start of its host.
  static Installation installation(Path file, RandomGenerator random) {
    try {
      if (Files.notExists(file)) {
        DurableFile.write(file, id(random).getBytes(StandardCharsets.US_ASCII));
      }
      return new Installation(Files.readString(file).strip(), id(random));
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }

  private static String id(RandomGenerator random) {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
