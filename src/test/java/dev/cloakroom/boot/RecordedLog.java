package dev.cloakroom.boot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// All that this JVM logs from its making to its closing: ours down to the finest.
final class RecordedLog extends Handler {
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger OURS = Logger.getLogger("dev.cloakroom");

  @GuardedBy("this")
  private final StringBuilder text = new StringBuilder();

  RecordedLog() {
    setFormatter(new SimpleFormatter());
    setLevel(Level.ALL);
    OURS.setLevel(Level.ALL);
    ROOT.addHandler(this);
  }

  synchronized String text() {
    return text.toString();
  }

  @Override
  public synchronized void publish(LogRecord entry) {
    text.append(getFormatter().format(entry));
  }

  @Override
  public void flush() {
    // it is in memory
  }

  @Override
  public void close() {
    ROOT.removeHandler(this);
    OURS.setLevel(null);
  }
}
