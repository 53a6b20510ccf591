package dev.cloakroom.sandbox;

import java.io.InputStream;
import java.io.OutputStream;

/// What a [FakeSandbox] runs in place of a command. SIGTERM is an interrupt; SIGKILL closes its
/// streams, and nobody waits for it any more.
@FunctionalInterface
public interface Script {
  /// Runs, and returns the exit code.
  int run(Inside inside) throws Exception;

  /// What a script finds around it.
  record Inside(LaunchPlan plan, InputStream input, OutputStream output, OutputStream errors) {}
}
