package dev.cloakroom.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A script on a thread of its own, with real pipes.
final class FakeContainer implements Container {
  private static final int TERMINATED = 128 + 15;
  private static final int KILLED = 128 + 9;

  private final Pipe input;
  private final Pipe output;
  private final Pipe errors;
  private final CompletableFuture<Integer> gone = new CompletableFuture<>();
  private final Thread thread;
  private final boolean lost;
  private final Queue<String> paused;

  private FakeContainer(LaunchPlan plan, Script script, boolean lost, Queue<String> paused)
      throws IOException {
    this.lost = lost;
    this.paused = paused;
    input = Pipe.open();
    output = Pipe.open();
    errors = Pipe.open();
    thread = Thread.ofVirtual().unstarted(() -> run(plan, script));
  }

  /// @param lost whether nobody knows that it is gone when it is
  /// @param paused remembers when it is paused and resumed
  static Container start(LaunchPlan plan, Script script, boolean lost, Queue<String> paused) {
    try {
      var container = new FakeContainer(plan, script, lost, paused);
      container.thread.start();
      return container;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(LaunchPlan plan, Script script) {
    end(exitCode(plan, script));
  }

  private int exitCode(LaunchPlan plan, Script script) {
    try {
      return script.run(
          new Script.Inside(
              plan,
              Channels.newInputStream(input.source()),
              Channels.newOutputStream(output.sink()),
              Channels.newOutputStream(errors.sink())));
    } catch (InterruptedException _) {
      return TERMINATED;
    } catch (Exception _) {
      return thread.isInterrupted() ? TERMINATED : 1;
    }
  }

  private void end(int code) {
    try {
      output.sink().close();
      errors.sink().close();
      input.source().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      gone.complete(code);
    }
  }

  @Override
  public OutputStream input() {
    return Channels.newOutputStream(input.sink());
  }

  @Override
  public InputStream output() {
    return Channels.newInputStream(output.source());
  }

  @Override
  public InputStream errors() {
    return Channels.newInputStream(errors.source());
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      return gone.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean isGone() {
    return gone.isDone() && !lost;
  }

  @Override
  public void pause() {
    paused.add("pause");
  }

  @Override
  public void resume() {
    paused.add("resume");
  }

  @Override
  public void stop(Duration grace) {
    thread.interrupt();
    try {
      gone.get(grace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException _) {
      end(KILLED);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      end(KILLED);
    }
  }
}
