package dev.cloakroom.probe;

import dev.cloakroom.credential.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Attempts that the host makes itself, since no run may be told what is looked for.
final class HostLook {
  private static final int CHUNK = 1 << 20;
  private static final long MOST_BYTES = 1L << 30;

  private final List<Secret> secrets;

  /// @param secrets what is searched for
  HostLook(Collection<Secret> secrets) {
    this.secrets = secrets.stream().filter(secret -> secret.length() > 0).toList();
  }

  Outcome make(Attempt attempt) {
    var places = attempt.target().stream().map(Path::of).toList();
    return switch (attempt.kind()) {
      case HOST_HAS ->
          places.stream().anyMatch(place -> Files.exists(place, LinkOption.NOFOLLOW_LINKS))
              ? Outcome.yes("still there")
              : Outcome.no("gone");
      case HOST_FINDS -> find(places);
      default -> throw new IllegalArgumentException("not for the host: " + attempt.kind());
    };
  }

  private Outcome find(List<Path> places) {
    var search = new Search();
    try {
      for (var place : places) {
        if (!search.isOver()) {
          Files.walkFileTree(place, search);
        }
      }
    } catch (IOException e) {
      return Outcome.notTried("the host could not read it all");
    }
    if (search.found != null) {
      return Outcome.yes("in " + search.found);
    }
    return search.left < 0
        ? Outcome.notTried("more than 1 GiB to search: name a smaller --workdir")
        : Outcome.no("not in %d files".formatted(search.files));
  }

  private final class Search extends SimpleFileVisitor<Path> {
    private @Nullable Path found;
    private long left = MOST_BYTES;
    private int files;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()) {
        files++;
        left -= attributes.size();
        found = left >= 0 && has(file) ? file : null;
      }
      return isOver() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    private boolean isOver() {
      return found != null || left < 0;
    }

    /// What goes away meanwhile, or is a folder of another user's, is not what the run was given.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }

  private boolean has(Path file) throws IOException {
    int overlap = secrets.stream().mapToInt(Secret::length).max().orElse(0);
    var tail = "";
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (var chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
        var text = tail + new String(chunk, StandardCharsets.ISO_8859_1);
        if (secrets.stream().anyMatch(secret -> secret.useText(text::contains))) {
          return true;
        }
        tail = text.substring(Math.max(0, text.length() - overlap));
      }
    }
    return false;
  }
}
