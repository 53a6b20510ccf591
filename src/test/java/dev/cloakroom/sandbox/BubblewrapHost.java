package dev.cloakroom.sandbox;

import java.nio.file.Path;

/// A small host that runs one shell command under bubblewrap, started from a virtual thread.
final class BubblewrapHost {
  private BubblewrapHost() {}

  public static void main(String[] args) throws Exception {
    var sandbox = new BubblewrapSandbox("/usr/bin:/bin", Path.of(args[0]));
    Thread.ofVirtual()
        .start(() -> host(sandbox, PortContract.planIn(Path.of(args[0]), args[1])))
        .join();
  }

  private static void host(Sandbox sandbox, LaunchPlan plan) {
    try {
      var container = sandbox.start(plan);
      container.output().transferTo(System.out);
      container.waitFor();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
