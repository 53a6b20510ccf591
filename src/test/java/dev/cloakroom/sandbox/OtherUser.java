package dev.cloakroom.sandbox;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A JVM of another user of this machine, who may enter neither our home nor our checkout: it has a
/// folder of its own, and a copy of the tests' classes. Takes root.
public final class OtherUser implements AutoCloseable {
  /// A copy of our class path that everybody can read, made when it is first needed.
  private static final class Classes {
    static final String PATH = copy();
  }

  private final Path folder;
  private final Process process;
  private final BufferedReader output;

  private OtherUser(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
    this.output = process.inputReader();
  }

  /// Starts a main class with these arguments and its own folder.
  public static OtherUser start(int user, Class<?> main, List<String> arguments)
      throws IOException {
    var folder = Files.createTempDirectory(Path.of("/var/tmp"), "cloakroom-user");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    var own = Files.createDirectory(folder.resolve("own"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
    Files.setAttribute(own, "unix:uid", user);
    Files.setAttribute(own, "unix:gid", user);
    var id = String.valueOf(user);
    var command =
        new ArrayList<>(List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", Classes.PATH));
    command.add(main.getName());
    command.addAll(arguments);
    command.add(own.toString());
    var builder = new ProcessBuilder(command).directory(own.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    var errors = ProcessBuilder.Redirect.INHERIT;
    return new OtherUser(folder, builder.redirectError(errors).start());
  }

  private static String copy() {
    try {
      var copy = Files.createTempDirectory(Path.of("/var/tmp"), "cloakroom-classes");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(copy)));
      var parts = new ArrayList<String>();
      for (var part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        if (!part.isEmpty() && Files.exists(Path.of(part))) {
          var to = copy.resolve(parts.size() + (part.endsWith(".jar") ? ".jar" : ""));
          run("cp", "-rL", part, to.toString());
          parts.add(to.toString());
        }
      }
      run("chmod", "-R", "a+rX", copy.toString());
      return String.join(File.pathSeparator, parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      run("rm", "-rf", folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... command) throws IOException {
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IOException(Stream.of(command).collect(Collectors.joining(" ")) + ": " + exit);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /// Says a line, and hears one.
  public String told(String line) throws IOException {
    process.outputWriter().append(line).append('\n').flush();
    return String.valueOf(output.readLine());
  }

  /// Lets everybody pass through the folders that lead to one of its own: what keeps others out of
  /// that one is its own then.
  void open(Path last) throws IOException {
    var pass = PosixFilePermissions.fromString("rwx--x--x");
    var way = last.getParent();
    while (way != null && !way.equals(folder)) {
      Files.setPosixFilePermissions(way, pass);
      way = way.getParent();
    }
  }

  /// Kills it.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
    delete(folder);
  }
}
