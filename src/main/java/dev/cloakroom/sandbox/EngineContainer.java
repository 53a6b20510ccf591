package dev.cloakroom.sandbox;

import dev.cloakroom.engine.Attachment;
import dev.cloakroom.engine.Engine;
import dev.cloakroom.problem.Problem;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// A command in a container of an engine. Its *keeper*, a virtual thread, waits for its end and
/// removes it; it is gone after that, unless the engine can't be asked any more.
final class EngineContainer implements Container {
  private static final Logger LOG = System.getLogger(EngineContainer.class.getName());

  private final Engine engine;
  private final String id;
  private final Removal removal;
  private final Attachment streams;
  private final End end = new End();
  private volatile boolean gone;

  private EngineContainer(Removal removal, Attachment streams) {
    this.engine = removal.engine();
    this.id = removal.id();
    this.removal = removal;
    this.streams = streams;
  }

  /// Starts a container that has been made, and removes it if that fails. Where nobody knows
  /// whether it has started, and it can't be removed, it is returned, and says so.
  ///
  /// @param removal how it is removed
  static Container start(Removal removal) {
    var container = new EngineContainer(removal, streams(removal));
    try {
      container.engine.start(container.id);
    } catch (RuntimeException e) {
      container.lose(e);
      if (container.gone) {
        throw e;
      }
      return container;
    }
    Thread.ofVirtual().name("keeper of " + container.id).start(container::keep);
    return container;
  }

  private static Attachment streams(Removal removal) {
    try {
      return removal.engine().attach(removal.id());
    } catch (RuntimeException e) {
      removal.engine().remove(removal.id());
      throw e;
    }
  }

  private void keep() {
    try {
      int code = engine.await(id);
      engine.remove(id);
      removal.holders().forEach(engine::remove);
      gone = true;
      end.is(code);
    } catch (RuntimeException e) {
      lose(e);
    }
  }

  /// The engine broke off, and what is in the container may go on.
  private void lose(RuntimeException why) {
    gone = removal.succeeds();
    end.isUnknown(why);
    streams.close();
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
    return end.await();
  }

  @Override
  public boolean isGone() {
    return gone;
  }

  @Override
  public void pause() {
    engine.pause(id);
  }

  @Override
  public void resume() {
    engine.unpause(id);
  }

  @Override
  public void stop(Duration grace) {
    if (end.hasCome()) {
      return;
    }
    askToEnd();
    if (!end.comesWithin(grace)) {
      kill();
      end.awaitAnyhow();
    }
  }

  private void askToEnd() {
    try {
      engine.kill(id, "SIGTERM");
    } catch (Problem e) {
      LOG.log(Level.DEBUG, "a container could not be asked to end", e);
    }
  }

  private void kill() {
    try {
      engine.kill(id, "SIGKILL");
    } catch (Problem e) {
      if (!removal.succeeds()) {
        throw e;
      }
    }
  }
}
