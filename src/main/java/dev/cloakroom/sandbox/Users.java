package dev.cloakroom.sandbox;

import dev.cloakroom.store.Share;
import java.nio.file.Path;

/// Whom a command runs as.
///
/// @param inside the user as the command sees itself
/// @param share how it reaches what the host makes for the run
public record Users(HostUser inside, Share share) {
  /// Who they are on this machine, by number.
  private int outside(HostUser host) {
    return switch (share) {
      case Share.Nobody() -> host.uid();
      case Share.Given(var uid) -> uid;
      case Share.Listed(var uid) -> uid;
    };
  }

  /// Whether the mode or the access list of a file or folder lets them write it.
  boolean mayWrite(Path file, HostUser host) {
    int uid = outside(host);
    int gid = uid == host.uid() ? host.gid() : uid == inside.uid() ? inside.gid() : -1;
    return new HostUser(uid, gid).mayWrite(file) || Share.letsWrite(file, uid);
  }

  /// What to do where they may not, for people.
  String howToWrite(Path file, HostUser host) {
    int uid = outside(host);
    var alias = uid == inside.uid() ? "" : ", who is %d on this machine,".formatted(uid);
    return "the run's user %s%s may not write %s, which belongs to %s; this lets them: setfacl -R -m u:%d:rwX,d:u:%d:rwX,d:u:%d:rwX %s"
        .formatted(
            inside,
            alias,
            file,
            HostUser.ownerOf(file),
            uid,
            uid,
            HostUser.ownerOf(file).uid(),
            quoted(file));
  }

  /// For a shell.
  private static String quoted(Path file) {
    return "'" + file.toString().replace("'", "'\\''") + "'";
  }
}
