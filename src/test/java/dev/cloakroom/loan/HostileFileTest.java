package dev.cloakroom.loan;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.vault.AccountState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a hostile run may put where its token file was: each is refused, told and audited, and
/// costs its account no more than one refresh.
@Timeout(20)
class HostileFileTest {
  @TempDir Path temporary;
  private LentRooms house;
  private Lent lent;
  private Path file;

  @BeforeEach
  void open() {
    house = new LentRooms(temporary);
    house.rooms.connect(ANA);
    lent = house.lend("run-1");
    file = LentRooms.file(lent);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void refusesALinkToATokenFile() throws IOException {
    var other = Files.writeString(temporary.resolve("secret"), house.line("a9", "r9", ""));
    Files.delete(file);
    Files.createSymbolicLink(file, other);

    assertRefused("link");
  }

  @Test
  void refusesAPipeAndDoesNotWaitForItsWriter() throws IOException, InterruptedException {
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();

    assertRefused("no-file");
  }

  @Test
  void refusesAFolder() throws IOException {
    Files.delete(file);
    Files.createDirectory(file);

    assertRefused("no-file");
  }

  @Test
  void refusesAGigabyteWithoutReadingIt() throws IOException {
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }

    assertRefused("too-large");
  }

  @Test
  void refusesAHardLinkToTheFileOfAnotherAccount() throws IOException {
    house.rooms.connect(BEA, "b1", Scopes.of("calendar"));
    var other = Files.writeString(temporary.resolve("other"), house.line("a9", "r9", ""));
    Files.delete(file);
    Files.createLink(file, other);

    assertRefused("hard-link");
  }

  @Test
  void refusesAFileOfSomebodyElse() throws IOException {
    house.toolRefreshes(lent, "a2", "r2");
    Files.setAttribute(file, "unix:uid", 4242);

    assertRefused("owner");
  }

  @Test
  void refusesTheTokensOfAnotherAccountHere() {
    connectWith(BEA, "b1", "rb1");
    house.toolRefreshes(lent, "b2", "rb1");

    assertRefused("other-account");
  }

  @Test
  void refusesAnotherPersonByTheFilesOwnWord() {
    house.toolWrites(lent, house.line("a2", "r2", "sub-mallory"));

    assertRefused("other-subject");
  }

  @Test
  void refusesAnotherPersonByTheProvidersWordWhateverTheFileSays() {
    house.people.put("a2", "sub-mallory");
    house.toolWrites(lent, house.line("a2", "r2", "sub-ana"));

    assertRefused("other-subject");
  }

  @Test
  void refusesAnOlderRefreshToken() {
    house.toolRefreshes(lent, "a2", "r2");
    look();
    house.toolRefreshes(lent, "a3", "r1");

    house.loans.look();

    assertThat(house.access()).isEqualTo("a2");
    assertThat(house.audited("adoption-refused")).containsExactly("run-1 1 older");
  }

  @Test
  void refusesAnOlderAccessTokenWithTheSameRefreshToken() {
    house.toolRefreshes(lent, "a2", "r1");
    look();
    house.toolRefreshes(lent, "a1", "r1");

    house.loans.look();

    assertThat(house.access()).isEqualTo("a2");
    assertThat(house.audited("adoption-refused")).containsExactly("run-1 1 older");
  }

  @Test
  void refusesAFileWithoutARefreshToken() {
    house.toolRefreshes(lent, "a2", "");

    assertRefused("blank");
  }

  @Test
  void givesAWriterHalfASecondAndRefusesWhatIsTornThen() {
    house.toolWrites(lent, "a2|r2|20");
    house.loans.look();
    assertThat(house.alarms).isEmpty();

    house.rooms.clock.advance(Duration.ofMillis(500));

    assertRefused("torn");
  }

  @Test
  void adoptsWhatWasTornOnceItIsWhole() {
    house.toolWrites(lent, "a2|r2|20");
    house.loans.look();
    house.toolRefreshes(lent, "a2", "r2");
    house.rooms.clock.advance(Duration.ofSeconds(2));

    house.loans.look();

    assertThat(house.access()).isEqualTo("a2");
    assertThat(house.alarms).isEmpty();
  }

  @Test
  void takesADeletedFileForARejection() throws IOException {
    Files.delete(file);
    house.loans.look();
    house.rooms.clock.advance(Duration.ofSeconds(1));

    assertRefused("deleted");
  }

  @Test
  void adoptsOnceASecondHoweverFastTokensAreMadeUp() {
    house.toolRefreshes(lent, "a2", "r2");
    house.loans.look();
    house.toolRefreshes(lent, "a3", "r3");

    house.loans.look();

    assertThat(house.access()).isEqualTo("a2");
    house.rooms.clock.advance(Duration.ofSeconds(1));
    house.loans.look();
    assertThat(house.access()).isEqualTo("a3");
  }

  @Test
  void tellsEachReasonOnceHoweverOftenItComes() {
    for (int i = 0; i < 5; i++) {
      house.toolWrites(lent, house.line("a" + i + 5, "r" + i + 5, "sub-mallory"));
      house.loans.look();
    }

    assertThat(house.alarms).hasSize(1);
    assertThat(house.audited("adoption-refused")).hasSize(1);
  }

  @Test
  void leadsOutOfItsFolderByNoName() {
    lent.close();

    assertThatThrownBy(() -> house.lend("../../run"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("..");
    assertThat(house.rooms.vault.lending().all()).isEmpty();
  }

  @Test
  void deletesWhatARunLeftWithoutFollowingItsLinks() throws IOException {
    var precious = Files.writeString(temporary.resolve("precious"), "keep");
    Files.createDirectories(lent.folder().resolve("deep/er"));
    Files.createSymbolicLink(lent.folder().resolve("deep/link"), temporary);

    lent.close();

    assertThat(lent.folder()).doesNotExist();
    assertThat(precious).hasContent("keep");
  }

  @Test
  void readsAFileThatIsReplacedOverAndOver() throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var beside = file.resolveSibling("new");
      Files.writeString(beside, house.line("a2", "r2", ""));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);

      house.loans.look();

      assertThat(channel.size()).isPositive();
      assertThat(house.access()).isEqualTo("a2");
    }
  }

  /// Looks, and lets the watch go on.
  private void look() {
    house.loans.look();
    house.rooms.clock.advance(Duration.ofSeconds(2));
  }

  private void connectWith(AccountId id, String access, String refresh) {
    var tokens = house.rooms.vault.current(ANA);
    house.rooms.broker.connect(
        id,
        "sub-" + id.name(),
        id.name(),
        new TokenSet(
            tokens.generation(),
            Secret.of(access),
            Secret.of(refresh),
            "Bearer",
            tokens.issuedAt(),
            tokens.expiresAt(),
            tokens.scopes()));
  }

  private void assertRefused(String why) {
    house.loans.look();

    assertThat(house.access()).isEqualTo("a1");
    assertThat(house.audited("adoption-refused")).containsExactly("run-1 1 " + why);
    assertThat(house.alarms).hasSize(1);
    assertThat(house.alarms.getFirst()).contains("run-1", "google/ana", "(" + why + ")");
    lent.close();
    assertThat(house.rooms.vault.require(ANA).state()).isEqualTo(AccountState.UNCERTAIN);
  }
}
