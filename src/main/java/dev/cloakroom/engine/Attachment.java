package dev.cloakroom.engine;

import dev.cloakroom.dial.Connection;
import java.io.InputStream;
import java.io.OutputStream;

/// The streams of one container, each for one thread. Output and errors come on connections of
/// their own, so that one that nobody reads does not hold up the other.
public final class Attachment implements AutoCloseable {
  private final Connection main;
  private final FramedInput output;
  private final FramedInput errors;

  /// A connection, and what comes on it.
  record Way(Connection connection, InputStream in) {}

  Attachment(Way main, Way second) {
    this.main = main.connection();
    this.output = new FramedInput(main.connection(), main.in(), FramedInput.OUTPUT);
    this.errors = new FramedInput(second.connection(), second.in(), FramedInput.ERRORS);
  }

  /// Where its standard input comes from; closing it ends the input.
  public OutputStream input() {
    return main.output();
  }

  /// Its standard output.
  public InputStream output() {
    return output;
  }

  /// Its standard error.
  public InputStream errors() {
    return errors;
  }

  @Override
  public void close() {
    output.close();
    errors.close();
  }
}
