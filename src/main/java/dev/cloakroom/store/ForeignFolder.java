package dev.cloakroom.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// A folder that somebody else could write: a run, say. Nothing in it is believed.
public final class ForeignFolder {
  private final Path folder;
  private final SecureDirectoryStream<Path> inside;
  private int moved;

  private ForeignFolder(Path folder, SecureDirectoryStream<Path> inside) {
    this.folder = folder;
    this.inside = inside;
  }

  /// Deletes a folder with all that is in it, if it is there. Links are deleted, never followed.
  /// What is nested is first moved up, so that no depth and no length of a path keeps anything, and
  /// folders that were made unreadable are opened. It must not be written any more.
  ///
  /// @throws IOException when something is left
  public static void delete(Path folder) throws IOException {
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (var inside = opened(folder)) {
        new ForeignFolder(folder, inside).empty();
      }
    }
    Files.delete(folder);
  }

  @SuppressWarnings("StreamResourceLeak") // whoever opens it closes it
  private static SecureDirectoryStream<Path> opened(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return secure(Files.newDirectoryStream(folder));
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this system can't delete safely");
  }

  private void empty() throws IOException {
    for (var names = names(inside); !names.isEmpty(); names = listed()) {
      for (var name : names) {
        if (isFolder(inside, name)) {
          deleteFolder(name);
        } else {
          inside.deleteFile(name);
        }
      }
    }
  }

  /// What is in it now: a stream tells only once.
  private List<Path> listed() throws IOException {
    try (var again = Files.newDirectoryStream(folder)) {
      return names(again);
    }
  }

  private static List<Path> names(DirectoryStream<Path> stream) {
    var names = new ArrayList<Path>();
    stream.forEach(path -> names.add(path.getFileName()));
    return names;
  }

  private static boolean isFolder(SecureDirectoryStream<Path> where, Path name) throws IOException {
    return where
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isDirectory();
  }

  private void deleteFolder(Path name) throws IOException {
    try (var child = open(name)) {
      for (var nested : names(child)) {
        if (isFolder(child, nested)) {
          moveUp(child, name, nested);
        } else {
          child.deleteFile(nested);
        }
      }
    }
    inside.deleteDirectory(name);
  }

  private SecureDirectoryStream<Path> open(Path name) throws IOException {
    try {
      return secure(inside.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    } catch (AccessDeniedException _) {
      makeOurs(folder.resolve(name));
      return secure(inside.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }
  }

  private void moveUp(SecureDirectoryStream<Path> child, Path name, Path nested)
      throws IOException {
    try {
      child.move(nested, inside, next());
    } catch (AccessDeniedException _) {
      makeOurs(folder.resolve(name).resolve(nested));
      child.move(nested, inside, next());
    }
  }

  private Path next() throws IOException {
    while (true) {
      var name = Path.of("moved-" + moved++);
      try {
        isFolder(inside, name);
      } catch (NoSuchFileException _) {
        return name;
      }
    }
  }

  private static void makeOurs(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
