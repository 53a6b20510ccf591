package dev.cloakroom.loan;

import dev.cloakroom.credential.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A file in a folder that a run can write: nothing about it is believed before it is open.
///
/// It is opened relative to its folder, without following links and without waiting; what it is is
/// asked of the open file, so that nobody can put another in its place in between; and no more is
/// read than a token file can have. What remains: a device that the run put there would be opened
/// before it is seen to be one, and runs can't make devices.
///
/// @param folder the host's, of which the run can change what is in it, but not the folder itself
/// @param name the file's name in it: no path
/// @param lock the name of a file beside it that a tool locks with `flock` while it writes; null
///   when it has none
/// @param owner whose it must be, unless it is ours
record ForeignFile(Path folder, String name, @Nullable String lock, OptionalInt owner) {
  static final int LARGEST = 64 << 10; // bytes

  /// What was found.
  sealed interface Found {
    /// A file as it should be.
    record Content(Secret text) implements Found {}

    /// There is none.
    record Nothing() implements Found {}

    /// It was replaced while it was looked at, or somebody has locked it.
    record Changing() implements Found {}

    /// It is no file that is read.
    ///
    /// @param why in a word, such as `link`
    record Refused(String why) implements Found {}
  }

  /// Reads it.
  Found read() {
    return inFolder(this::read);
  }

  /// Reads it unless somebody holds its lock, who may be writing.
  Found readLast() {
    return lock == null ? read() : inFolder(opened -> readLocked(opened, lock));
  }

  private Found readLocked(int opened, String beside) {
    int file = Kernel.open(opened, beside);
    if (file < 0) {
      return read(opened); // nobody ever locked it
    }
    try {
      return Kernel.lock(file) == Kernel.TRY_AGAIN ? new Found.Changing() : read(opened);
    } finally {
      Kernel.close(file);
    }
  }

  @FunctionalInterface
  private interface Reading {
    Found of(int folder);
  }

  private Found inFolder(Reading reading) {
    int opened = Kernel.openFolder(folder);
    if (opened < 0) {
      return opened == Kernel.NO_ENTRY ? new Found.Nothing() : new Found.Refused("no-folder");
    }
    try {
      return reading.of(opened);
    } finally {
      Kernel.close(opened);
    }
  }

  private Found read(int opened) {
    int file = Kernel.open(opened, name);
    if (file < 0) {
      return switch (file) {
        case Kernel.NO_ENTRY -> new Found.Nothing();
        case Kernel.LOOP -> new Found.Refused("link");
        default -> new Found.Refused("no-file"); // a socket, or nothing that we may read
      };
    }
    try {
      return content(file);
    } finally {
      Kernel.close(file);
    }
  }

  private Found content(int file) {
    var stat = Kernel.stat(file);
    if (!stat.regular()) {
      return new Found.Refused("no-file");
    }
    if (stat.links() == 0) {
      return new Found.Changing(); // another was put in its place
    }
    if (stat.links() > 1) {
      return new Found.Refused("hard-link");
    }
    if (!isTheirs(stat.owner())) {
      return new Found.Refused("owner");
    }
    return stat.size() > LARGEST ? new Found.Refused("too-large") : bounded(file);
  }

  private boolean isTheirs(int found) {
    return found == Kernel.user() || (owner.isPresent() && found == owner.getAsInt());
  }

  private static Found bounded(int file) {
    var bytes = Kernel.read(file, LARGEST + 1);
    if (bytes == null) {
      return new Found.Refused("no-file");
    }
    try {
      return bytes.length > LARGEST
          ? new Found.Refused("too-large") // it grew
          : new Found.Content(Secret.of(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
