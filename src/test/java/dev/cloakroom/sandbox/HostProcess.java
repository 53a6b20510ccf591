package dev.cloakroom.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM of its own that hosts one container: to be killed, or to be somebody else.
final class HostProcess {
  private HostProcess() {}

  /// Starts a main class with the folder and a shell command for the container.
  static Process start(Class<?> main, Path folder, String shell) throws Exception {
    return start(List.of(), main, folder, shell);
  }

  /// The same, as an ordinary user: as `nobody` where we are root, else as we are.
  static Process startAsOrdinaryUser(Class<?> main, Path folder, String shell) throws Exception {
    var nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    boolean root = System.getProperty("user.name").equals("root");
    return start(root ? nobody : List.of(), main, folder, shell);
  }

  private static Process start(List<String> prefix, Class<?> main, Path folder, String shell)
      throws IOException {
    var command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(main.getName(), folder.toString(), shell));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
