package dev.cloakroom.engine;

import dev.cloakroom.dial.Connection;
import java.io.InputStream;
import java.io.OutputStream;

/// The streams of one container, each for one thread. Output and errors come on connections of
/// their own, so that one that nobody reads does not hold up the other.
public final class Attachment implements AutoCloseable {
  private final Connection main;
  private final Connection second;
  private final InputStream output;
  private final InputStream errors;

  Attachment(Connection main, InputStream output, Connection second, InputStream errors) {
    this.main = main;
    this.second = second;
    this.output = new FramedInput(main, output, FramedInput.OUTPUT);
    this.errors = new FramedInput(second, errors, FramedInput.ERRORS);
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
    main.close();
    second.close();
  }
}
