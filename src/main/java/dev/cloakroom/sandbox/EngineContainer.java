package dev.cloakroom.sandbox;

import dev.cloakroom.engine.Attachment;
import dev.cloakroom.engine.Engine;
import dev.cloakroom.problem.Problem;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A command in a container of an engine. Its *keeper*, a virtual thread, waits for its end and
/// removes it; it is gone after that.
final class EngineContainer implements Container {
  private final Engine engine;
  private final String id;
  private final Attachment streams;
  private final CompletableFuture<Integer> gone = new CompletableFuture<>();

  private EngineContainer(Engine engine, String id, Attachment streams) {
    this.engine = engine;
    this.id = id;
    this.streams = streams;
  }

  /// Starts a container that has been made, and removes it if that fails.
  static Container start(Engine engine, String id) {
    try {
      var streams = engine.attach(id);
      try {
        engine.start(id);
      } catch (RuntimeException e) {
        streams.close();
        throw e;
      }
      var container = new EngineContainer(engine, id, streams);
      Thread.ofVirtual().name("keeper of " + id).start(container::keep);
      return container;
    } catch (RuntimeException e) {
      engine.remove(id);
      throw e;
    }
  }

  private void keep() {
    try {
      int code = engine.await(id);
      engine.remove(id);
      gone.complete(code);
    } catch (RuntimeException e) {
      gone.completeExceptionally(e);
      streams.close();
    }
  }

  @Override
  public OutputStream input() {
    return streams.input();
  }

  @Override
  public InputStream output() {
    return streams.output();
  }

  @Override
  public InputStream errors() {
    return streams.errors();
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      return gone.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Problem problem
          ? problem
          : new IllegalStateException("the keeper failed", e);
    }
  }

  @Override
  public void stop(Duration grace) {
    if (gone.isDone()) {
      return;
    }
    engine.kill(id, "SIGTERM");
    if (!endsWithin(grace)) {
      engine.kill(id, "SIGKILL");
      awaitEnd();
    }
  }

  private boolean endsWithin(Duration grace) {
    try {
      gone.get(grace.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException _) {
      return true;
    } catch (TimeoutException _) {
      return false;
    }
  }

  private void awaitEnd() {
    gone.exceptionally(_ -> 0).join(); // whoever waits for it is told why
  }
}
