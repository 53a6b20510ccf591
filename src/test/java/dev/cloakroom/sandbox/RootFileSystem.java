package dev.cloakroom.sandbox;

import dev.cloakroom.engine.Engine;
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

  private static final Path FEW = Path.of("target/few.tar").toAbsolutePath();
  private static final String FEW_MADE =
      """
      set -e
      mkdir -p "$1/usr/bin" "$1/bin" "$1/tmp" "$1/proc"
      for name in sh env cat chmod curl cut grep head hostname id ls mkdir rm sleep; do
        program=$(readlink -f "$(command -v $name)")
        libraries=$(ldd "$program" | grep -o '/[^ ]*' || true)
        cp -L --parents $libraries "$program" "$1"
        for folder in usr/bin bin; do
          [ -e "$1/$folder/$name" ] || ln -s "$program" "$1/$folder/$name"
        done
      done
      chmod -R a+rX "$1"
      tar -C "$1" -cf "$2" .
      rm -rf "$1"
      """;

  private RootFileSystem() {}

  /// Makes an image of a few of this machine's programs and their libraries: it is there in a
  /// second.
  static synchronized void loadFew(Engine engine, String name) {
    try {
      var tar = Files.exists(FEW) ? FEW : make(FEW, FEW_MADE);
      try (var content = Files.newInputStream(tar)) {
        engine.images().load(name, content, Files.size(tar), _ -> {});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static synchronized Path tar() {
    try {
      return Files.exists(TAR) ? TAR : make(TAR, MADE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Path make(Path made, String script) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "rootfs");
    var beside = folder.resolveSibling(folder.getFileName() + ".tar");
    var log = folder.resolveSibling(made.getFileName() + ".log").toFile();
    var command = List.of("sh", "-c", script, "sh", folder.toString(), beside.toString());
    int exit =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    if (exit != 0) {
      throw new AssertionError(made + " could not be made: " + exit + ": see " + log);
    }
    return Files.move(beside, made, StandardCopyOption.ATOMIC_MOVE);
  }
}
