package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files with an access list, as the kernel keeps it: read back, never guessed.
class AccessListTest {
  private static final int READER = 300_998;
  private static final Share LISTED = new Share.Listed(READER);

  private static final int MASK_AT = 4 + 3 * 8 + 2;

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

  @Test
  void isWrittenAsLinuxHasIt() {
    var list = AccessList.of(6, 1000, 4);

    assertThat(HexFormat.of().formatHex(list.bytes()))
        .isEqualTo(
            "02000000"
                + "01000600ffffffff"
                + "02000400e8030000"
                + "04000000ffffffff"
                + "10000400ffffffff"
                + "20000000ffffffff");
    assertThat(AccessList.read(list.bytes())).isEqualTo(list);
  }

  @Test
  void isNoListWhenItIsCutShort() {
    assertThat(AccessList.read(new byte[] {2, 0, 0, 0, 1})).isNull();
    assertThat(AccessList.read(new byte[] {1, 0, 0, 0})).isNull();
    assertThat(AccessList.read(new byte[0])).isNull();
  }

  @Test
  void letsNobodyMoreThanItsMask() {
    var bytes = AccessList.of(6, 1000, 6).with(1001).bytes();
    ByteBuffer.wrap(bytes).put(MASK_AT + 8, (byte) 0);
    var masked = Objects.requireNonNull(AccessList.read(bytes));

    assertThat(masked.effective(1000)).isZero();
    assertThat(masked.opensToOthersThan(Set.of())).isFalse();
  }

  @Test
  void knowsWhomItOpensTo() {
    var list = AccessList.of(6, 1000, 6).with(1001);

    assertThat(list.effective(1001)).isEqualTo(6);
    assertThat(list.opensToOthersThan(Set.of(1000))).isTrue();
    assertThat(list.opensToOthersThan(Set.of(1000, 1001))).isFalse();
  }

  @Test
  void isNeverSetThroughALink() throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    var link = Files.createSymbolicLink(folder.resolve("link"), file);

    assertThatThrownBy(() -> DurableFile.give(link, LISTED))
        .extracting("code")
        .isEqualTo("no-access-list");
    assertThat(AccessList.at(file)).isEmpty();
  }

  private static int rights(Path file, int user) throws IOException {
    return AccessList.at(file).map(list -> list.effective(user)).orElse(0);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
