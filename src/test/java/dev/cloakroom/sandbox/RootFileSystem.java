package dev.cloakroom.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// A small Debian with Python, Node and curl as a tar file, made once with debootstrap from where
/// this machine gets its packages, and kept in `target`.
final class RootFileSystem {
  private static final Path TAR = Path.of("target/base.tar").toAbsolutePath();
  private static final String MADE =
      """
      set -e
      mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | head -n 1)
      for release in trixie bookworm; do
        rm -rf "$1"
        debootstrap --variant=minbase --include=python3,curl,ca-certificates,nodejs "$release" "$1" "$mirror" && break
      done
      tar -C "$1" --exclude='./var/cache/apt/archives/*.deb' -cf "$2" .
      rm -rf "$1"
      """;

  private RootFileSystem() {}

  static synchronized Path tar() {
    try {
      return Files.exists(TAR) ? TAR : make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Path make() throws IOException, InterruptedException {
    var folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "rootfs");
    var beside = folder.resolveSibling(folder.getFileName() + ".tar");
    var log = folder.resolveSibling("debootstrap.log").toFile();
    var command = List.of("sh", "-c", MADE, "sh", folder.toString(), beside.toString());
    int exit =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    if (exit != 0) {
      throw new AssertionError("debootstrap failed with " + exit + ": see " + log);
    }
    return Files.move(beside, TAR, StandardCopyOption.ATOMIC_MOVE);
  }
}
