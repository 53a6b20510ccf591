package dev.cloakroom.run;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.wire.RunEvent;
import dev.cloakroom.workload.Grant;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/// A run that the host starts to look at: with its plan, and with what it prints, line by line. In
/// everything else it is a run like those of people.
///
/// It has a thread of its own, and ends with [#close]. What it prints, up to the cap of every run,
/// waits until it is read.
public final class OwnRun implements AutoCloseable {
  private static final Optional<String> END = Optional.empty();

  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final CompletableFuture<LaunchPlan> plan = new CompletableFuture<>();
  private final CompletableFuture<RunEvent> end = new CompletableFuture<>();
  private final List<String> misuses = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final String id;
  private final Runs runs;
  private final Sandbox sandbox;
  private final Thread thread;

  OwnRun(Runs runs, RunSpec spec, String id, Sandbox sandbox) {
    this.runs = runs;
    this.sandbox = sandbox;
    this.id = id;
    this.thread = Thread.ofVirtual().name("run " + id).start(() -> run(spec, new Watching()));
  }

  /// Nobody waits for a run that broke off without an end.
  private void run(RunSpec spec, Watching watching) {
    try {
      runs.run(spec, id, watching);
    } finally {
      watching.ended(RunLog.event(id, Ending.brokenOff()));
    }
  }

  /// Its id.
  public String id() {
    return id;
  }

  /// What starts its container.
  public Sandbox sandbox() {
    return sandbox;
  }

  /// Its plan, once all that it was granted is delivered; its container is about to start then.
  ///
  /// @throws Problem when it ended before
  public LaunchPlan plan() throws InterruptedException {
    try {
      return plan.get();
    } catch (CancellationException _) {
      throw ending();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What it was granted, and delivered.
  public List<Grant> grants() {
    return runs.grants(id);
  }

  /// Passes bytes to its command.
  public void input(byte[] bytes) {
    runs.feed(id, bytes);
  }

  /// Ends the input of its command.
  public void endInput() {
    runs.feed(id, null);
  }

  /// The next line of its standard output; empty when there is none any more.
  public Optional<String> line() throws InterruptedException {
    var next = lines.take();
    if (next.isEmpty()) {
      lines.add(END); // for whoever asks again
    }
    return next;
  }

  /// How it ended, as a problem. Waits for that.
  public Problem ending() throws InterruptedException {
    try {
      var ended = end.get();
      var words = Objects.requireNonNullElse(ended.text(), "exit code " + ended.exit());
      var code = Objects.requireNonNullElse(ended.reason(), "run-ended");
      return new Problem(Kind.FAILED, code, words);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What it tried that no run must do, and that was noticed. These are no alarms: whoever started
  /// it wanted to see.
  public List<String> misuses() {
    return List.copyOf(misuses);
  }

  @Override
  public void close() {
    stop();
  }

  /// Ends it, and waits until all that it was given is gone.
  public void stop() {
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Watching implements RunLog.Watcher {
    @Override
    public void planned(LaunchPlan made) {
      plan.complete(made);
    }

    @Override
    public boolean expects(String misuse) {
      return misuses.add(misuse);
    }

    @Override
    public void hear(RunEvent event) {
      if (event.type().equals("output") && "stdout".equals(event.stream())) {
        take(Base64.getDecoder().decode(Objects.requireNonNullElse(event.data(), "")));
      } else if (event.type().equals("ended")) {
        ended(event);
      }
    }

    private void take(byte[] bytes) {
      for (byte one : bytes) {
        if (one == '\n') {
          lines.add(Optional.of(line.toString(StandardCharsets.UTF_8)));
          line.reset();
        } else {
          line.write(one);
        }
      }
    }

    private void ended(RunEvent event) {
      if (end.complete(event)) {
        plan.cancel(false);
        lines.add(END);
      }
    }
  }
}
