package dev.cloakroom.sandbox;

import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What of the host's own root a bubblewrap container sees, read-only: programs, libraries and a
/// chosen few of `/etc`. Nothing in it is a person's.
///
/// @param mounts folders and files bound as they are
/// @param links what is a link into `/usr` on the host is the same link inside
record HostRoot(List<Mount> mounts, Map<Path, Path> links) {
  private static final Path ROOT = Path.of("/");
  private static final String PROGRAMS_AND_LIBRARIES = "programs and libraries";
  private static final List<String> PROGRAMS = List.of("usr", "bin", "sbin", "lib*");
  private static final Map<String, List<String>> SETTINGS =
      Map.of(
          "finds shared libraries", List.of("ld.so.cache", "ld.so.conf", "ld.so.conf.d"),
          "chooses between programs", List.of("alternatives"),
          "trusted certificates",
              List.of(
                  "ssl/certs",
                  "ssl/openssl.cnf",
                  "ca-certificates",
                  "pki/ca-trust/extracted",
                  "pki/tls/certs",
                  "pki/tls/cert.pem",
                  "crypto-policies"),
          "finds hosts by name",
              List.of("resolv.conf", "hosts", "host.conf", "gai.conf", "nsswitch.conf"),
          "well-known names", List.of("services", "protocols", "mime.types", "os-release"),
          "the time zone", List.of("localtime", "timezone"),
          "language runtimes", List.of("python3*", "java-*"));

  HostRoot {
    mounts = List.copyOf(mounts);
    links = Map.copyOf(links);
  }

  /// Looks at the host under `root` and takes what is there.
  static HostRoot under(Path root) {
    var found = new HostRoot.Search(root, new ArrayList<>(), new TreeMap<>());
    PROGRAMS.forEach(name -> found.take(ROOT, name, PROGRAMS_AND_LIBRARIES));
    new TreeMap<>(SETTINGS)
        .forEach((why, names) -> names.forEach(name -> found.take(Path.of("/etc"), name, why)));
    return new HostRoot(found.mounts, found.links);
  }

  /// The programs and libraries alone, for a root that has none of these links.
  List<Mount> programs() {
    return Stream.concat(
            mounts.stream().filter(mount -> mount.why().equals(PROGRAMS_AND_LIBRARIES)),
            links.keySet().stream()
                .map(link -> new Mount(link, link, Access.READ_ONLY, PROGRAMS_AND_LIBRARIES)))
        .toList();
  }

  private record Search(Path root, List<Mount> mounts, Map<Path, Path> links) {
    private void take(Path folder, String name, String why) {
      var inside = folder.resolve(name);
      var onHost = root.resolve(ROOT.relativize(inside.getParent()));
      if (!Files.isDirectory(onHost)) {
        return;
      }
      try (var matches = Files.newDirectoryStream(onHost, inside.getFileName().toString())) {
        for (var host : matches) {
          takeOne(host, inside.resolveSibling(host.getFileName()), why);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot look at " + onHost, e);
      }
    }

    private void takeOne(Path host, Path inside, String why) throws IOException {
      if (!Files.exists(host)) {
        return; // a link to nowhere
      }
      if (Files.isSymbolicLink(host)
          && host.toRealPath().startsWith(root.toRealPath().resolve("usr"))) {
        links.put(inside, Files.readSymbolicLink(host));
      } else {
        mounts.add(new Mount(host, inside, Access.READ_ONLY, why));
      }
    }
  }
}
