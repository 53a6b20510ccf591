package dev.cloakroom.probe;

import dev.cloakroom.credential.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Another run beside the probe's, as the host knows it.
///
/// @param name in words, such as `the neighbour`
/// @param folder the folder of its deliveries on the host
/// @param files its token files
/// @param sockets its own, and those of its ports, by what they are
/// @param credential its run credential, good for as long as it runs
/// @param phantom its phantom refresh token; empty when there is no account to make one for
record Neighbour(
    String name,
    Path folder,
    List<Path> files,
    Map<String, Path> sockets,
    Secret credential,
    Optional<Secret> phantom) {
  Neighbour {
    files = List.copyOf(files);
    sockets = new TreeMap<>(sockets);
  }
}
