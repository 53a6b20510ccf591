package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.run.FolderWatch.Bounds;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class FolderWatchTest {
  private static final Bounds BOUNDS = new Bounds(1 << 20, 10);

  private final CountDownLatch stopped = new CountDownLatch(1);

  @TempDir Path folder;

  @Test
  void stopsARunThatWritesTooMuch() throws Exception {
    try (var watch = watch(Access.READ_WRITE);
        var file = new RandomAccessFile(folder.resolve("big").toFile(), "rw")) {
      file.setLength(BOUNDS.bytes() + 1);

      stopped.await();

      assertThat(watch.judge(Ending.of(137)).reason()).isEqualTo("folder-full");
    }
  }

  @Test
  void stopsARunThatMakesTooManyFilesHoweverDeep() throws Exception {
    try (var _ = watch(Access.READ_WRITE)) {
      Files.createDirectories(folder.resolve("a/b/c/d/e/f/g/h/i/j"));

      stopped.await();
    }
  }

  @Test
  void followsNoLinks() throws Exception {
    Files.createSymbolicLink(folder.resolve("all"), Path.of("/usr"));

    assertThat(staysQuiet(Access.READ_WRITE)).isTrue();
  }

  @Test
  void doesNotLookAtWhatTheRunCannotWrite() throws Exception {
    Files.createDirectories(folder.resolve("a/b/c/d/e/f/g/h/i/j"));

    assertThat(staysQuiet(Access.READ_ONLY)).isTrue();
  }

  private boolean staysQuiet(Access access) throws InterruptedException {
    try (var watch = watch(access)) {
      return !stopped.await(700, TimeUnit.MILLISECONDS)
          && watch.judge(Ending.of(0)).equals(Ending.of(0));
    }
  }

  private FolderWatch watch(Access access) {
    var mount = new Mount(folder, Path.of("/home/.tool"), access, "test");
    return FolderWatch.over(List.of(mount), BOUNDS, stopped::countDown);
  }
}
