package dev.cloakroom.sandbox;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// A started container. Each stream is for one thread; the rest is safe for any.
public interface Container {
  /// Where its standard input comes from; closing it ends the input.
  OutputStream input();

  /// Its standard output.
  InputStream output();

  /// Its standard error.
  InputStream errors();

  /// Waits until the command has ended and everything in the container is gone; returns its exit
  /// code, or 128 plus the signal that ended it.
  int waitFor() throws InterruptedException;

  /// Whether nothing in it can run any more, for sure. Not so when its engine broke off and could
  /// not be asked again: then waiting for it and stopping it throw, and it may still be there.
  boolean isGone();

  /// Lets nothing in it run until [#resume]; its time stands still, but for its connections.
  ///
  /// @throws dev.cloakroom.problem.Problem when its engine can't do that here
  void pause();

  /// Lets it go on.
  void resume();

  /// Asks it to stop (SIGTERM), and kills all that is in it after `grace`. Returns when it is gone.
  void stop(Duration grace);
}
