package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.RealRooms;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.event.Event;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.Share;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class TokenFilesTest {
  private static final Grant GOOGLE = grant("google", Scopes.NONE);

  @TempDir Path temporary;
  private Path folder;
  private RealRooms rooms;
  private TokenFiles files;
  private final List<Secret> received = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() {
    rooms = new RealRooms(temporary);
    rooms.connect(ANA);
    folder = temporary.resolve("tokens");
    DurableFile.privateFolder(folder);
    files = new TokenFiles("run-1", rooms.broker, rooms.events);
  }

  @AfterEach
  @Timeout(
      value = 5,
      threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a deadlock takes no interrupt
  void close() {
    files.close();
    rooms.close();
  }

  @Test
  void letsOnlyTheOwnerRead() throws IOException {
    add(GOOGLE, null);

    assertThat(mode(file())).isEqualTo("rw-------");
  }

  @Test
  void rewritesTheFileWhenTheAccountIsRefreshed() {
    add(GOOGLE, null);

    refreshTo("a2");

    assertThat(content()).contains("\"a2\"");
  }

  @Test
  void tellsOfEachTokenThatItDelivers() {
    add(GOOGLE, null);
    rooms.connect(ANA, "a2", Scopes.of(CALENDAR));

    assertThat(received).containsExactly(Secret.of("a1"), Secret.of("a2"));
  }

  @Test
  void refreshesAndDeliversAtTheSameTime() throws InterruptedException {
    add(GOOGLE, null);
    rooms.nextRefreshBrings("a2");
    rooms.letTokensExpire();
    var gate = rooms.endpoint.hold();

    var refreshing = start(() -> rooms.broker.token(ANA, null, "somebody", "test"));
    awaitState(refreshing, Thread.State.WAITING); // for the provider
    var delivering = start(() -> add(GOOGLE, null));
    awaitState(delivering, Thread.State.WAITING); // for the one who refreshes
    gate.countDown();

    assertThat(refreshing.join(Duration.ofSeconds(5))).isTrue();
    assertThat(delivering.join(Duration.ofSeconds(5))).isTrue();
    assertThat(content()).contains("\"a2\"");
  }

  @Test
  void neverFallsBackToAnOlderGeneration() throws InterruptedException {
    deliverWhile(() -> rooms.connect(ANA, "a2", Scopes.of(CALENDAR)));

    assertThat(content()).contains("\"a2\"");
  }

  @Test
  void deliversNothingOfAnAccountThatIsDisconnectedMeanwhile() throws InterruptedException {
    deliverWhile(() -> rooms.broker.disconnect(ANA));

    assertThat(file()).doesNotExist();
    assertThat(files.delivered()).isEmpty();
  }

  @Test
  void deliversNothingOfAGrantThatEndsMeanwhile() throws InterruptedException {
    deliverWhile(() -> rooms.events.publish(new Event.Ungranted("w", ANA)));

    assertThat(file()).doesNotExist();
  }

  @Test
  void staysClosed() throws InterruptedException {
    deliverWhile(files::close);

    assertThat(file()).doesNotExist();
    add(GOOGLE, null);
    assertThat(file()).doesNotExist();
  }

  @Test
  void isNeverSeenTorn() throws InterruptedException {
    add(GOOGLE, null);
    Set<String> seen = new TreeSet<>();
    var over = new AtomicBoolean();
    var reader =
        start(() -> {
          while (!over.get()) {
            seen.add(content());
          }
        });

    for (int i = 2; i <= 20; i++) {
      rooms.connect(ANA, "a%02d".formatted(i) + "x".repeat(20_000), Scopes.of(CALENDAR));
    }
    over.set(true);
    reader.join();

    assertThat(seen).isNotEmpty().allMatch(text -> text.matches("(?s)\\{\"access.*Z\"}\n"));
  }

  @Test
  void dropsTheFileOfADisconnectedAccount() {
    add(GOOGLE, null);

    rooms.broker.disconnect(ANA);

    assertThat(file()).doesNotExist();
  }

  @Test
  void dropsTheFileWhenTheGrantOfItsOwnWorkloadEnds() {
    add(GOOGLE, null);

    rooms.events.publish(new Event.Ungranted("other", ANA));
    assertThat(file()).exists();
    rooms.events.publish(new Event.Ungranted("w", ANA));

    assertThat(file()).doesNotExist();
  }

  @Test
  void refusesATokenAboveTheCeiling() {
    var narrow = grant("google", Scopes.of("https://www.googleapis.com/auth/tasks"));

    assertThatThrownBy(() -> add(narrow, null))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("token-above-ceiling"))
        .hasMessageContaining(CALENDAR);
    assertThat(file()).doesNotExist();
    assertThat(files.delivered()).isEmpty();
  }

  @Test
  void dropsOnlyTheFileWhoseCeilingANewTokenPasses() {
    add(GOOGLE, null);
    add(grant("narrow", Scopes.of(CALENDAR)), null);

    rooms.connect(ANA, "a2", Scopes.of(CALENDAR, "more"));

    assertThat(folder.resolve("narrow.json")).doesNotExist();
    assertThat(content()).contains("\"a2\"");
  }

  @Test
  void keepsAFileWhoseTokenCannotBeHadForLonger() {
    add(GOOGLE, null);
    rooms.nextRefreshBrings("a2");

    assertThatThrownBy(() -> add(GOOGLE, RealRooms.HOUR.multipliedBy(2)))
        .isInstanceOf(Problem.class);

    assertThat(files.delivered()).containsExactly(GOOGLE);
    assertThat(file()).exists();
  }

  @Test
  void hearsNothingAfterItsClosing() {
    add(GOOGLE, null);
    files.close();

    refreshTo("a2");

    assertThat(file()).doesNotExist();
  }

  /// Lets something happen between the broker's answer to a delivery and the writing of its file.
  private void deliverWhile(Runnable meanwhile) throws InterruptedException {
    var gate = new CountDownLatch(1);
    var busy = start(() -> rooms.store.write(_ -> await(gate)));
    awaitState(busy, Thread.State.WAITING);
    var delivering = start(() -> add(GOOGLE, null));
    awaitState(delivering, Thread.State.WAITING); // for its line on the audit
    var held = files;
    synchronized (held) {
      gate.countDown();
      awaitState(delivering, Thread.State.BLOCKED);
      meanwhile.run();
    }
    delivering.join();
  }

  private static boolean await(CountDownLatch gate) {
    try {
      gate.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread start(Runnable work) {
    return Thread.ofPlatform().daemon().start(work);
  }

  private static void awaitState(Thread thread, Thread.State state) {
    while (thread.getState() != state) {
      if (thread.getState() == Thread.State.TERMINATED) {
        throw new AssertionError("ended instead of " + state);
      }
      Thread.onSpinWait();
    }
  }

  private void refreshTo(String access) {
    rooms.nextRefreshBrings(access);
    rooms.letTokensExpire();
    var answer = rooms.broker.token(ANA, null, "somebody", "test");
    assertThat(answer.tokensOf(ANA).access()).isEqualTo(Secret.of(access));
  }

  private void add(Grant grant, @Nullable Duration margin) {
    var file = folder.resolve(grant.name() + ".json");
    var copy = new RunFile(file, Share.NOBODY, received::add, TokenFilesTest::content);
    files.add(grant, copy, margin);
  }

  private static Secret content(TokenSet tokens) {
    return tokens
        .access()
        .useText(text ->
            Secret.of("{\"access\":\"" + text + "\",\"at\":\"" + tokens.expiresAt() + "\"}\n"));
  }

  private Path file() {
    return folder.resolve("google.json");
  }

  private String content() {
    try {
      return Files.readString(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Grant grant(String name, Scopes ceiling) {
    return new Grant("w", ANA, name, ceiling, Mode.ACCESS_FILE);
  }
}
