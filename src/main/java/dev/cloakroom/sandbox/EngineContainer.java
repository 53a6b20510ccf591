package dev.cloakroom.sandbox;

import dev.cloakroom.engine.Attachment;
import dev.cloakroom.engine.Engine;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/// A command in a container of an engine. Its *keeper*, a virtual thread, waits for its end and
/// removes it; it is gone after that.
final class EngineContainer implements Container {
  private final Engine engine;
  private final String id;
  private final List<String> holders;
  private final Attachment streams;
  private final End end = new End();

  private EngineContainer(Engine engine, String id, List<String> holders, Attachment streams) {
    this.engine = engine;
    this.id = id;
    this.holders = holders;
    this.streams = streams;
  }

  /// Starts a container that has been made, and removes it if that fails.
  ///
  /// @param holders containers that are needed as long as this one, and removed with it
  static Container start(Engine engine, String id, List<String> holders) {
    try {
      var streams = engine.attach(id);
      try {
        engine.start(id);
      } catch (RuntimeException e) {
        streams.close();
        throw e;
      }
      var container = new EngineContainer(engine, id, holders, streams);
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
      holders.forEach(engine::remove);
      end.is(code);
    } catch (RuntimeException e) {
      end.isUnknown(e);
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
    return end.await();
  }

  @Override
  public void stop(Duration grace) {
    if (end.hasCome()) {
      return;
    }
    engine.kill(id, "SIGTERM");
    if (!end.comesWithin(grace)) {
      engine.kill(id, "SIGKILL");
      end.awaitAnyhow();
    }
  }
}
