package dev.cloakroom.boot;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/// What was opened, to be closed in the other order; one that fails to close keeps no other open.
final class Opened implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Opened.class.getName());

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  <T extends AutoCloseable> T keep(T one) {
    opened.push(one);
    return one;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "something did not close cleanly", e);
      }
    }
  }
}
