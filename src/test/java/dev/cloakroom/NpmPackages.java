package dev.cloakroom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// What tests need from npm: the folders of `src/test/node`, each with its packages installed in
/// `target/`. Needs node and npm.
public final class NpmPackages {
  private static final Path SOURCES = Path.of("src/test/node");
  private static final Path INSTALLED = Path.of("target");

  private NpmPackages() {}

  /// The folder of that name, with its files as they are now; its packages are fetched when its
  /// `package.json` has changed.
  public static synchronized Path installed(String name) {
    var source = SOURCES.resolve(name);
    var folder = INSTALLED.resolve(name);
    try {
      Files.createDirectories(folder);
      copy(source, folder);
      install(Files.readString(source.resolve("package.json")), folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("these tests need node and npm", e);
    }
  }

  private static void copy(Path source, Path folder) throws IOException {
    try (var files = Files.list(source)) {
      for (var file : files.toList()) {
        var copy = folder.resolve(file.getFileName().toString());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void install(String wanted, Path folder) throws IOException {
    var done = folder.resolve("installed.json"); // written last, so it vouches for the rest
    if (Files.exists(done) && Files.readString(done).equals(wanted)) {
      return;
    }
    npmInstall(folder);
    Files.writeString(done, wanted);
  }

  private static void npmInstall(Path folder) throws IOException {
    var npm =
        new ProcessBuilder("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (var output = npm.inputReader()) {
      var said = output.readAllAsString();
      if (npm.waitFor() != 0) {
        throw new IOException("npm install failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
