package dev.cloakroom.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/// Who else may use what is private to the host: the user of a container, as the kernel knows them.
public sealed interface Share {
  /// Nobody else.
  Share NOBODY = new Nobody();

  /// Whose the shared files are; empty when they stay those of whoever runs the host.
  OptionalInt owner();

  /// Shared with that owner, if there is one.
  static Share of(OptionalInt owner) {
    return owner.isPresent() ? new Given(owner.getAsInt()) : NOBODY;
  }

  /// Whether an access list of the file lets a user write it. Its mode is not looked at.
  static boolean letsWrite(Path file, int user) {
    try {
      return AccessList.at(file)
          .filter(list -> (list.effective(user) & AccessList.WRITE) != 0)
          .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Nobody else.
  record Nobody() implements Share {
    @Override
    public OptionalInt owner() {
      return OptionalInt.empty();
    }
  }

  /// A user whom the files are given to, by number. Only root can do that.
  record Given(int uid) implements Share {
    @Override
    public OptionalInt owner() {
      return OptionalInt.of(uid);
    }
  }

  /// A user whom the access list of each file names, by number. The files stay the host's; what
  /// that user makes is not the host's to read.
  record Listed(int uid) implements Share {
    @Override
    public OptionalInt owner() {
      return OptionalInt.empty();
    }
  }
}
