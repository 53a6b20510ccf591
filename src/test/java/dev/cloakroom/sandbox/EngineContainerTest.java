package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.engine.Engine;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a container whose engine breaks off, with an engine that does so when it is
/// told.
@Timeout(20)
class EngineContainerTest {
  @TempDir private Path folder;
  private final Set<String> there = ConcurrentHashMap.newKeySet();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean starts = true;
  private volatile boolean waits = true;
  private volatile boolean kills = true;
  private volatile boolean removes = true;
  private Listener listener;

  @BeforeEach
  void open() {
    there.addAll(List.of("run", "holder"));
    listener =
        Listener.onSocket(
            folder.resolve("s"),
            List.of(
                Route.get("/version", _ -> Reply.json("{\"ApiVersion\":\"1.41\"}")),
                Route.get("/v1.41/info", _ -> Reply.json("{}")),
                Route.post("/v1.41/containers/{id}/attach", _ -> Reply.json("")),
                Route.post("/v1.41/containers/{id}/start", _ -> answer(starts)),
                Route.post("/v1.41/containers/{id}/wait", _ -> await()),
                Route.post("/v1.41/containers/{id}/kill", _ -> answer(kills)),
                Route.delete("/v1.41/containers/{id}", this::remove),
                Route.get("/v1.41/containers/{id}/json", this::look)),
            Limits.standard());
  }

  @AfterEach
  void close() {
    ended.complete(true);
    listener.close();
  }

  @Test
  void isGoneWhenItHasEndedAndIsRemoved() throws InterruptedException {
    var container = start();
    assertThat(container.isGone()).isFalse();

    ended.complete(true);

    assertThat(container.waitFor()).isEqualTo(3);
    assertThat(container.isGone()).isTrue();
    assertThat(there).isEmpty();
  }

  @Test
  void removesWhatItCantWaitForAnyMore() {
    waits = false;
    refusals.set(2);
    var container = start();

    assertThatThrownBy(container::waitFor).isInstanceOf(Problem.class);

    assertThat(container.isGone()).isTrue();
    assertThat(there).isEmpty();
    assertThat(pauses).hasSize(2);
  }

  @Test
  void isNotGoneWhenTheEngineNeverRemovesIt() {
    waits = false;
    refusals.set(Integer.MAX_VALUE);
    var container = start();

    assertThatThrownBy(container::waitFor).isInstanceOf(Problem.class);

    assertThat(container.isGone()).isFalse();
    assertThat(pauses).hasSize(Removal.TRIES);
  }

  @Test
  void isNotGoneWhileTheEngineStillHasIt() {
    waits = false;
    removes = false;
    var container = start();

    assertThatThrownBy(container::waitFor).isInstanceOf(Problem.class);

    assertThat(container.isGone()).isFalse();
  }

  @Test
  void refusesToStartWhatCouldBeRemoved() {
    starts = false;

    assertThatThrownBy(this::start).isInstanceOf(Problem.class);

    assertThat(there).isEmpty();
  }

  @Test
  void ownsUpToWhatMayHaveStarted() {
    starts = false;
    refusals.set(Integer.MAX_VALUE);

    var container = start();

    assertThat(container.isGone()).isFalse();
    assertThatThrownBy(container::waitFor).isInstanceOf(Problem.class);
  }

  @Test
  void removesWhatCantBeKilled() {
    kills = false;
    var container = start();

    container.stop(Duration.ZERO);

    assertThat(container.isGone()).isTrue();
    assertThat(there).isEmpty();
  }

  @Test
  void saysThatItCouldNotBeStopped() {
    kills = false;
    refusals.set(Integer.MAX_VALUE);
    var container = start();

    assertThatThrownBy(() -> container.stop(Duration.ZERO)).isInstanceOf(Problem.class);

    assertThat(container.isGone()).isFalse();
  }

  private Container start() {
    var search =
        new EngineSearch(Map.of("DOCKER_HOST", "unix://" + folder.resolve("s")), Path.of("/"));
    var engine = Engine.at(search.docker());
    return EngineContainer.start(new Removal(engine, "run", List.of("holder"), pauses::add));
  }

  private Reply await() {
    if (waits) {
      ended.join();
    }
    return waits ? Reply.json("{\"StatusCode\":3}") : answer(false);
  }

  private Reply remove(Request request) {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return answer(false);
    }
    if (removes) {
      there.remove(request.parameter("id"));
      ended.complete(true);
    }
    return Reply.noContent();
  }

  private Reply look(Request request) {
    boolean known = there.contains(request.parameter("id"));
    return known ? Reply.json("{}") : Reply.json(404, "{\"message\":\"no such container\"}");
  }

  private static Reply answer(boolean yes) {
    return yes ? Reply.noContent() : Reply.json(500, "{\"message\":\"broken\"}");
  }
}
