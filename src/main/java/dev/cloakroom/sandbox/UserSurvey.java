package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.cloakroom.engine.Attachment;
import dev.cloakroom.engine.Engine;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.ForeignFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Finds out which users of this machine the users of an engine's containers are: a container tells
/// the map, and proves it by reading a note that only the user of the map can read. So a map that
/// is not the whole truth (an engine inside of a container, say) is refused before anything secret
/// is shared by it, and so is a file system that can't share.
///
/// @param folder a private one of the host's, on the file system of its runs
/// @param patience how long the container may take to tell
record UserSurvey(
    Engine engine, Installation installation, HostUser host, Path folder, Duration patience) {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String NOTE = "note";
  private static final String SCRIPT =
      "cat /proc/self/uid_map && echo && read -r go && cat %s/%s".formatted(Chore.PLACE, NOTE);

  /// The map.
  ///
  /// @throws Problem `engine-user-mapping` when it is not proved
  UserMap map() {
    DurableFile.privateFolder(folder);
    try {
      var place = Files.createTempDirectory(folder, "users-");
      try {
        return Chore.ofOrdinaryUser(place, SCRIPT)
            .in(engine, installation, streams -> provedInTime(streams, place));
      } finally {
        ForeignFolder.delete(place);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unproved(e);
    }
  }

  private UserMap provedInTime(Attachment streams, Path place) throws IOException {
    var end = Thread.ofVirtual().start(() -> closeLate(streams));
    try {
      return proved(streams, place);
    } finally {
      end.interrupt();
    }
  }

  private void closeLate(Attachment streams) {
    try {
      Thread.sleep(patience);
      streams.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // it has told
    }
  }

  private UserMap proved(Attachment streams, Path place) throws IOException {
    try (var said = new BufferedReader(new InputStreamReader(streams.output(), US_ASCII));
        var input = streams.input()) {
      var map = UserMap.parse(toEmptyLine(said));
      var note = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      var share = EngineUsers.shareWith(map, HostUser.ORDINARY, host, engine.name());
      DurableFile.give(place, share);
      DurableFile.write(place.resolve(NOTE), note.getBytes(US_ASCII), share);
      input.write('\n');
      input.flush();
      if (!note.equals(said.readLine())) {
        throw new IOException("the note was not read");
      }
      return map;
    }
  }

  private static String toEmptyLine(BufferedReader said) throws IOException {
    var lines = new StringBuilder();
    for (var line = said.readLine(); line != null && !line.isEmpty(); line = said.readLine()) {
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  private Problem unproved(Exception cause) {
    return new Problem(
        Kind.REFUSED,
        "engine-user-mapping",
        "%s maps its users to others of this machine, and they can't read what is shared with them in %s: let Cloakroom and the engine see the same users and folders, or use a rootless Podman of your own."
            .formatted(engine.name(), folder),
        cause);
  }
}
