package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.store.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {
  @TempDir Path folder;

  @Test
  void aShellTakesTheFolderForOneWordWhateverItsNameIs() throws IOException {
    var odd = Files.createDirectory(folder.resolve("ana's $(things)"));
    var users = new Users(new HostUser(999, 999), new Share.Listed(999));

    assertThat(users.howToWrite(odd, new HostUser(1234, 100)))
        .endsWith(" '" + folder + "/ana'\\''s $(things)'");
  }
}
