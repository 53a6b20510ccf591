package dev.cloakroom.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Texts that must not be found where they do not belong, and the search for them: in files, and in
/// the command line and environment of every process of this machine.
public record Marks(List<String> texts) {
  public static Marks of(String... texts) {
    return new Marks(List.of(texts));
  }

  public Marks {
    texts = List.copyOf(texts);
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("nothing to look for");
    }
  }

  public boolean in(String text) {
    return texts.stream().anyMatch(text::contains);
  }

  /// The files under `folder` that hold one.
  public List<Path> inFiles(Path folder) {
    return inFiles(folder, FileTime.fromMillis(0));
  }

  /// The files under `folder`, changed since then, that hold one.
  public List<Path> inFiles(Path folder, FileTime since) {
    var found = new ArrayList<Path>();
    look(folder, since, found);
    return found;
  }

  private void look(Path folder, FileTime since, List<Path> found) {
    try (var entries = Files.list(folder)) {
      for (var entry : entries.toList()) {
        if (Files.isDirectory(entry) && !Files.isSymbolicLink(entry)) {
          look(entry, since, found);
        } else if (Files.isRegularFile(entry) && !isOlder(entry, since) && in(content(entry))) {
          found.add(entry);
        }
      }
    } catch (IOException e) {
      ignoreIfGone(folder, e);
    }
  }

  private static boolean isOlder(Path file, FileTime since) throws IOException {
    return Files.exists(file) && Files.getLastModifiedTime(file).compareTo(since) < 0;
  }

  private static void ignoreIfGone(Path path, IOException e) {
    if (Files.isReadable(path)) {
      throw new UncheckedIOException(e);
    }
  }

  /// What holds one, of `/proc/PID/cmdline` and `/proc/PID/environ` of all processes.
  public List<Path> inProcesses() {
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc", Long.toString(process.pid())))
        .flatMap(process -> Stream.of(process.resolve("cmdline"), process.resolve("environ")))
        .filter(file -> in(content(file)))
        .toList();
  }

  /// The bytes as text; nothing of a file that is gone, or not ours to read.
  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
