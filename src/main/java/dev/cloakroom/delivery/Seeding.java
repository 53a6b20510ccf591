package dev.cloakroom.delivery;

import dev.cloakroom.dialect.Outfit;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.Share;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Fills a tool's folder of a run, before anything runs there that could write it.
///
/// @param home the folder on the host
/// @param share how the container's user reaches what is in it
record Seeding(Path home, Share share) {
  /// Puts one there.
  void plant(Outfit.Seed seed) {
    var file = home.resolve(seed.path()).normalize();
    if (!file.startsWith(home)) {
      throw new IllegalArgumentException("a seed leaves its folder: " + seed.path());
    }
    for (var between = file.getParent();
        between != null && !between.equals(home);
        between = between.getParent()) {
      DurableFile.privateFolder(between);
      DurableFile.giveToWrite(between, share);
    }
    switch (seed) {
      case Outfit.Seed.Text(_, var content) -> plant(file, content.use(byte[]::clone));
      case Outfit.Seed.Link(_, var target) -> link(file, target);
    }
  }

  private void plant(Path file, byte[] content) {
    DurableFile.write(file, content);
    DurableFile.giveToWrite(file, share);
  }

  private static void link(Path file, Path target) {
    try {
      Files.createSymbolicLink(file, target);
    } catch (IOException e) {
      throw new UncheckedIOException("could not make " + file, e);
    }
  }
}
