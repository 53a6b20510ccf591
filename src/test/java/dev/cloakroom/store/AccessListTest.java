package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files with an access list, as the kernel keeps it: read back, never guessed.
class AccessListTest {
  private static final int READER = 300_998;
  private static final Share LISTED = new Share.Listed(READER);

  @TempDir private Path folder;

  @Test
  void letsTheListedUserReadAFileAndNobodyElseDoAnything() throws IOException {
    var file = folder.resolve("token");

    DurableFile.write(file, bytes("one"), LISTED);

    assertThat(rights(file, READER)).isEqualTo(AccessList.READ);
    assertThat(rights(file, READER + 1)).isZero();
    assertThat(rights(file, READER - 1)).isZero();
    assertThat(mode(file)).as("the group's part shows the mask").isEqualTo("rw-r-----");
  }

  @Test
  void keepsTheListedUserOverRewrites() throws IOException {
    var file = folder.resolve("token");

    for (var content : "12345".split("", -1)) {
      DurableFile.write(file, bytes(content), LISTED);

      assertThat(file).hasContent(content);
      assertThat(rights(file, READER)).isEqualTo(AccessList.READ);
    }
  }

  @Test
  void letsThemEnterAFolderAndWriteItWhenAsked() throws IOException {
    DurableFile.privateFolder(folder.resolve("f"));

    DurableFile.give(folder.resolve("f"), LISTED);
    assertThat(rights(folder.resolve("f"), READER)).isEqualTo(5);

    DurableFile.giveToWrite(folder.resolve("f"), LISTED);
    assertThat(rights(folder.resolve("f"), READER)).isEqualTo(7);
    assertThat(Share.letsWrite(folder.resolve("f"), READER)).isTrue();
  }

  @Test
  void letsThemCallASocket() throws IOException {
    var socket = folder.resolve("s");
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));

      DurableFile.give(socket, LISTED);

      assertThat(rights(socket, READER)).isEqualTo(AccessList.READ | AccessList.WRITE);
    }
  }

  @Test
  void letsThemRunAScript() throws IOException {
    var script = Files.createFile(folder.resolve("script"));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("r-x------"));

    DurableFile.give(script, LISTED);

    assertThat(rights(script, READER)).isEqualTo(AccessList.READ | AccessList.EXECUTE);
  }

  @Test
  void seesThatAModeSetLaterTakesItAway() throws IOException {
    var file = folder.resolve("token");
    DurableFile.write(file, bytes("one"), LISTED);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThat(rights(file, READER)).isZero();
  }

  @Test
  void saysWhereThereAreNoLists() {
    assertThatThrownBy(() -> DurableFile.give(Path.of("/proc/self/status"), LISTED))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo("no-access-list"));
    assertThat(Share.letsWrite(Path.of("/proc/self/status"), READER)).isFalse();
  }

  private static int rights(Path file, int user) throws IOException {
    int found = 0;
    for (int right : new int[] {AccessList.READ, AccessList.WRITE, AccessList.EXECUTE}) {
      found |= AccessList.lists(file, user, right) ? right : 0;
    }
    return found;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
