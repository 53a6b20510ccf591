package dev.cloakroom.event;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Carries events from who notices to who listens, on the notifier's thread and in its order.
///
/// A listener that throws is logged and harms nobody else. Safe for any thread.
public final class Events {
  private static final Logger LOG = System.getLogger(Events.class.getName());

  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

  /// Listens until the returned handle is closed.
  public Subscription subscribe(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /// Tells every listener.
  public void publish(Event event) {
    for (var listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a listener failed on " + event.getClass().getSimpleName(), e);
      }
    }
  }

  /// A listener's place; closing it ends the listening.
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
