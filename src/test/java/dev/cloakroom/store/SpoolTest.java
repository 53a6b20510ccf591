package dev.cloakroom.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final int SIZE = 200;

  @TempDir Path folder;

  @Test
  void setsItsSpaceAsideBeforehand() throws Exception {
    var spool = spool();

    assertThat(Files.size(spool.file())).isEqualTo(SIZE);
  }

  @Test
  void isPrivate() throws Exception {
    assertThat(Files.getPosixFilePermissions(spool().file()))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
  }

  @Test
  void givesBackItsRecordsAfterARestart() {
    var spool = spool();
    spool.append(bytes("one"));
    spool.append(bytes("two"));

    assertThat(texts(spool())).containsExactly("one", "two");
  }

  @Test
  void goesOnBehindWhatItHolds() {
    spool().append(bytes("one"));

    spool().append(bytes("two"));

    assertThat(texts(spool())).containsExactly("one", "two");
  }

  @Test
  void isEmptyOnceCleared() {
    var spool = spool();
    spool.append(bytes("a long one"));
    spool.append(bytes("another"));
    spool.clear();
    spool.append(bytes("b"));

    assertThat(texts(spool())).containsExactly("b");
  }

  @Test
  void letsGoOfTheOldestAndKeepsTheRestAcrossARestart() {
    var spool = spool();
    spool.append(bytes("one"));
    spool.append(bytes("two"));
    spool.append(bytes("three"));

    spool.drop(2);
    spool.append(bytes("four"));

    assertThat(texts(spool)).containsExactly("three", "four");
    assertThat(texts(spool())).containsExactly("three", "four");
  }

  @Test
  void hasAllItsRoomAgainOnceNothingIsKept() {
    var spool = spool();
    spool.append(new byte[SIZE / 3]);
    spool.append(new byte[SIZE / 3]);
    spool.drop(1);
    spool.drop(1);

    assertThat(spool.append(new byte[SIZE / 2])).isTrue();
    assertThat(spool().records()).hasSize(1);
  }

  @Test
  void takesNothingWhenItCouldNotBeRead() throws Exception {
    var file = spool().file();
    spool().append(bytes("one"));
    var aside = Files.move(file, folder.resolve("aside"));
    Files.createDirectory(file);
    var unread = spool();
    Files.delete(file);
    Files.move(aside, file);

    assertThat(unread.append(bytes("two"))).isFalse();
    assertThat(texts(spool())).containsExactly("one");
  }

  @Test
  void refusesWhatDoesNotFit() {
    var spool = spool();

    assertThat(spool.append(new byte[SIZE])).isFalse();
    assertThat(spool.append(bytes("small"))).isTrue();
  }

  @Test
  void refusesWhenItCanNotBeWritten() throws Exception {
    var spool = Spool.at(folder.resolve("no such folder").resolve("spool"), SIZE);

    assertThat(spool.append(bytes("one"))).isFalse();
    assertThat(spool.records()).isEmpty();
  }

  @Test
  void dropsARecordThatACrashCutShort() throws Exception {
    var spool = spool();
    spool.append(bytes("one"));
    spool.append(bytes("two"));
    try (var file = new RandomAccessFile(spool.file().toFile(), "rw")) {
      file.seek(8 + 3 + 8 + 2); // the last byte of the second
      file.write('?');
    }

    assertThat(texts(spool())).containsExactly("one");
  }

  private Spool spool() {
    return Spool.at(folder.resolve("spool"), SIZE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<String> texts(Spool spool) {
    return spool.records().stream().map(record -> new String(record, UTF_8)).toList();
  }
}
