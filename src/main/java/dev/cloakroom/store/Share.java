package dev.cloakroom.store;

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
}
