package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static dev.cloakroom.RealRooms.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.event.Event;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.run.AccountKnowledge;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class StandingFilesTest {
  private static final String KIMI =
      "{\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"expires_at\":1.0,\"scope\":\"\",\"token_type\":\"Bearer\",\"expires_in\":1.0}";

  @TempDir Path temporary;
  private RealRooms rooms;
  private StandingFiles files;
  private Path folder;
  private Path file;
  private final List<Event.Alarm> alarms = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws IOException {
    rooms = new RealRooms(temporary);
    rooms.connect(ANA);
    rooms.events.subscribe(event -> {
      if (event instanceof Event.Alarm alarm) {
        alarms.add(alarm);
      }
    });
    folder = Files.createDirectory(temporary.resolve("tool"));
    file = folder.resolve("kimi-code.json");
    files = standing();
  }

  @AfterEach
  void close() {
    files.close();
    rooms.close();
  }

  private StandingFiles standing() {
    var knowledge = new AccountKnowledge(rooms.catalog, rooms.vault);
    return new StandingFiles(
        temporary, rooms.grants, rooms.broker, Dialects.builtIn(), rooms.events, knowledge);
  }

  @Test
  void writesTheAccessTokenAloneWhenItIsGranted() throws IOException {
    grant("kimi-cli");

    assertThat(file).content().contains("\"a1\"", "\"refresh_token\":\"\"").doesNotContain("r1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryContaining(file::equals);
  }

  @Test
  void writesItAtTheStartOfAHost() throws IOException {
    grant("kimi-cli");
    files.close();
    Files.delete(file);

    files = standing();
    assertThat(file).doesNotExist();
    files.start();

    assertThat(file).content().contains("\"a1\"");
  }

  @Test
  void rewritesItWithEachGeneration() {
    grant("kimi-cli");

    refreshTo("a2");
    assertThat(file).content().contains("\"a2\"");
    refreshTo("a3");
    assertThat(file).content().contains("\"a3\"").doesNotContain("\"a2\"");
  }

  @Test
  void givesNothingToFilesOfOtherWorkloads() {
    rooms.grants.grant(new Grant("w", ANA, "tool", Scopes.NONE, at("kimi-cli", file)));
    rooms.events.publish(new Event.Granted("w", ANA));
    files.start();

    assertThat(file).doesNotExist();
  }

  @Test
  void keepsWhatElseAToolHasInItsFile() {
    write(
        "{\"claudeAiOauth\":{\"accessToken\":\"old\",\"refreshToken\":\"r1\"},\"mcpOAuth\":{\"x\":1}}");

    grant("claude-code");

    assertThat(file)
        .content()
        .contains("\"accessToken\":\"a1\"", "\"mcpOAuth\":{\"x\":1}")
        .doesNotContain("r1");
    assertThat(alarms).isEmpty();
  }

  @Test
  void leavesALoginThatIsNotOursAloneAndTellsOnce() {
    write(KIMI.formatted("theirs", "theirs-too"));

    grant("kimi-cli");
    refreshTo("a2");
    refreshTo("a3");

    assertThat(file).hasContent(KIMI.formatted("theirs", "theirs-too"));
    assertThat(alarms).extracting(Event.Alarm::code).containsExactly("foreign-login");
    assertThat(alarms.getFirst().message()).contains(file.toString()).doesNotContain("theirs");
  }

  @Test
  void tellsOfAnotherLoginAgain() {
    write(KIMI.formatted("theirs", "theirs-too"));
    grant("kimi-cli");

    write(KIMI.formatted("newer", "newer-too"));
    refreshTo("a2");

    assertThat(alarms).hasSize(2);
  }

  @Test
  void goesOnOnceTheOtherLoginIsAway() throws IOException {
    write(KIMI.formatted("theirs", "theirs-too"));
    grant("kimi-cli");

    Files.delete(file);
    grant("kimi-cli");

    assertThat(file).content().contains("\"a1\"");
  }

  @Test
  void overwritesALoginThatTheVaultHolds() {
    write(KIMI.formatted("old", "r1"));

    grant("kimi-cli");

    assertThat(file).content().contains("\"a1\"").doesNotContain("r1");
    assertThat(alarms).isEmpty();
  }

  @Test
  void overwritesALoginThatTheVaultHeld() {
    connectWith("a2", "r2");
    write(KIMI.formatted("old", "r1"));

    grant("kimi-cli");

    assertThat(file).content().contains("\"a2\"").doesNotContain("r1");
    assertThat(alarms).isEmpty();
  }

  @Test
  void takesAWordInPlaceOfARefreshTokenForNoLogin() {
    grant("google-token-json");

    refreshTo("a2");

    assertThat(file).content().contains("\"a2\"", "kept-by-cloakroom");
    assertThat(alarms).isEmpty();
  }

  @Test
  void leavesAFileThatIsNoneOfTheToolsAlone() {
    write("-----BEGIN OPENSSH PRIVATE KEY-----\nx\n");

    grant("kimi-cli");
    refreshTo("a2");

    assertThat(file).hasContent("-----BEGIN OPENSSH PRIVATE KEY-----\nx\n");
    assertThat(alarms).extracting(Event.Alarm::code).containsExactly("foreign-file");
  }

  @Test
  void leavesAHugeFileAlone() throws IOException {
    Files.write(file, new byte[70_000]);

    grant("kimi-cli");

    assertThat(file).hasSize(70_000);
    assertThat(alarms).extracting(Event.Alarm::code).containsExactly("foreign-file");
  }

  @Test
  void writesIntoAFileThatIsEmpty() {
    write("");

    grant("kimi-cli");

    assertThat(file).content().contains("\"a1\"");
  }

  @Test
  void leavesOtherLoginsOfOneFileAlone() {
    var others =
        "[drive]\ntoken = {\"access_token\":\"theirs\",\"refresh_token\":\"theirs-too\"}\n";
    write(others);

    grant("rclone");
    assertThat(file).content().startsWith(others).contains("\"a1\"");
    end();

    assertThat(file).hasContent(others);
    assertThat(alarms).isEmpty();
  }

  @Test
  void writesThroughNoLinkThatSomebodyLaid() throws IOException {
    var precious = Files.writeString(folder.resolve("precious"), "export PATH\n");
    Files.createSymbolicLink(file, precious);

    grant("kimi-cli");

    assertThat(precious).hasContent("export PATH");
    assertThat(file).isSymbolicLink();
    assertThat(alarms).extracting(Event.Alarm::code).containsExactly("foreign-file");
  }

  @Test
  void goesWithItsGrant() {
    grant("kimi-cli");

    end();
    refreshTo("a2");

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void goesWithItsAccount() {
    grant("kimi-cli");

    rooms.broker.disconnect(ANA);

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void takesOnlyItsOwnPartAwayWithTheAccount() {
    write("{\"mcpOAuth\":{\"x\":1}}");
    grant("claude-code");
    assertThat(file).content().contains("a1");

    rooms.broker.disconnect(ANA);

    assertThat(file).hasContent("{\"mcpOAuth\":{\"x\":1}}");
  }

  @Test
  void leavesALoginOfLaterWhenTheGrantEnds() {
    grant("kimi-cli");
    write(KIMI.formatted("theirs", "theirs-too"));

    end();

    assertThat(file).hasContent(KIMI.formatted("theirs", "theirs-too"));
  }

  @Test
  void movesWithAGrantThatNamesAnotherFile() {
    grant("kimi-cli");
    var before = file;

    file = folder.resolve("other.json");
    grant("kimi-cli");
    refreshTo("a2");

    assertThat(before).doesNotExist();
    assertThat(file).content().contains("\"a2\"");
  }

  @Test
  void staysWhenTheHostStops() {
    grant("kimi-cli");

    files.close();
    refreshTo("a2");

    assertThat(file).content().contains("\"a1\"");
  }

  @Test
  void triesAgainWhereTheFolderHasVanished() throws IOException {
    grant("kimi-cli");
    Files.delete(file);
    Files.delete(folder);
    refreshTo("a2");
    assertThat(folder).doesNotExist();

    Files.createDirectory(folder);
    refreshTo("a3");

    assertThat(file).content().contains("\"a3\"");
  }

  @Test
  void startsOthersWhereOneCannotBeRead() throws IOException {
    grant("kimi-cli");
    var loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    rooms.grants.grant(new Grant(Consents.HOST, ANA, "a-loop", Scopes.NONE, at("kimi-cli", loop)));
    Files.delete(file);

    files.start();

    assertThat(file).content().contains("\"a1\"");
    assertThat(loop).isSymbolicLink();
  }

  @Test
  void deliversLaterWhenTheProviderIsDownAtTheStart() throws IOException {
    grant("kimi-cli");
    files.close();
    Files.delete(file);
    rooms.letTokensExpire();
    rooms.endpoint.answers(new TokenOutcome.Unavailable("http-503", true, null));
    files = standing();
    files.start();
    assertThat(file).doesNotExist();

    rooms.clock.advance(HOUR);
    rooms.nextRefreshBrings("a2");
    rooms.broker.token(ANA, null, "somebody", "test");

    assertThat(file).content().contains("\"a2\"");
  }

  @Test
  void comesBackWhenTheTokenIsUnderTheCeilingAgain() {
    grant("kimi-cli", Scopes.of(CALENDAR));
    rooms.connect(ANA, "a2", Scopes.of(CALENDAR, "more"));
    assertThat(file).doesNotExist();

    rooms.connect(ANA, "a3", Scopes.of(CALENDAR));

    assertThat(file).content().contains("\"a3\"");
  }

  private void grant(String dialect) {
    grant(dialect, Scopes.NONE);
  }

  private void grant(String dialect, Scopes ceiling) {
    rooms.grants.grant(new Grant(Consents.HOST, ANA, "tool", ceiling, at(dialect, file)));
    rooms.events.publish(new Event.Granted(Consents.HOST, ANA));
  }

  private static Form at(String dialect, Path file) {
    return new Form(Mode.ACCESS_FILE, dialect, file.toString());
  }

  private void end() {
    rooms.grants.end(Consents.HOST, ANA);
    rooms.events.publish(new Event.Ungranted(Consents.HOST, ANA));
  }

  private void refreshTo(String access) {
    rooms.nextRefreshBrings(access);
    rooms.letTokensExpire();
    var answer = rooms.broker.token(ANA, null, "somebody", "test");
    assertThat(answer.tokensOf(ANA).access()).isEqualTo(Secret.of(access));
  }

  private void connectWith(String access, String refresh) {
    var now = rooms.clock.instant();
    var tokens =
        new TokenSet(
            Generation.NONE.next(),
            Secret.of(access),
            Secret.of(refresh),
            "Bearer",
            now,
            now.plus(HOUR),
            Scopes.of(CALENDAR));
    rooms.broker.connect(ANA, "sub-ana", "ana", tokens);
  }

  private void write(String content) {
    write(file, content);
  }

  private static Path write(Path file, String content) {
    try {
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
