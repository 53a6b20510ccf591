package dev.cloakroom.sandbox;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A shell that becomes the bwrap of one container: it steps into the container's control groups,
/// takes the limits that the kernel keeps for each process, opens the files that bwrap reads by
/// descriptor, and is replaced by it. Java can't do any of these between fork and exec.
///
/// The container's environment is in such a file, for as long as bwrap needs to read it: programs
/// of the host never have it as their own, and nobody can read it off a command line.
final class Doorstep implements Surroundings {
  /// The descriptors at which bwrap finds its files.
  static final String ENVIRONMENT = "8";

  static final String FILTER = "9";

  private static final String PREFIX = "run-";
  private static final String ENDING = ".environment";
  private static final Logger LOG = System.getLogger(Doorstep.class.getName());

  private static final String NONE = "-";

  /// `ulimit` has another letter for processes in dash. A lower limit that is there already stays.
  private static final String SCRIPT =
      """
      set -e
      [ "$1" = - ] || ulimit -c 0 2>/dev/null || :
      [ "$1" = - ] || [ "$1" = 0 ] || ulimit -u "$1" 2>/dev/null || ulimit -p "$1" 2>/dev/null || :
      exec 8<"$2"
      [ "$3" = - ] || exec 9<"$3"
      shift 3
      while [ "$1" != -- ]; do
        echo $$ >"$1"
        shift
      done
      shift
      exec "$@"
      """;

  private final Path environment;
  private final List<String> arguments;
  private final ControlGroup group;
  private final Surroundings around;

  private Doorstep(
      Path environment, List<String> arguments, ControlGroup group, Surroundings around) {
    this.environment = environment;
    this.arguments = List.copyOf(arguments);
    this.group = group;
    this.around = around;
  }

  /// Makes it, in a folder that is private to the host.
  ///
  /// @param filter the file with the filter of system calls; null for none
  /// @param around what bwrap itself is started in; closed with it
  static Doorstep open(
      Path folder,
      Map<String, String> environment,
      BubblewrapLimits.Held limits,
      @Nullable Path filter,
      Surroundings around)
      throws IOException {
    var file = Files.createTempFile(folder, PREFIX, ENDING);
    try {
      Files.write(file, options(environment));
      var arguments = new ArrayList<String>();
      arguments.add(limits.forEachUser());
      arguments.add(file.toString());
      arguments.add(filter == null ? NONE : filter.toString());
      limits.group().doors().forEach(door -> arguments.add(door.toString()));
      return new Doorstep(file, arguments, limits.group(), around);
    } catch (IOException e) {
      forget(file);
      throw e;
    }
  }

  private static byte[] options(Map<String, String> environment) {
    var options = new StringBuilder("--clearenv\0");
    new TreeMap<>(environment)
        .forEach((name, value) -> options.append("--setenv\0" + name + "\0" + value + "\0"));
    return options.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public ProcessBuilder enter(ProcessBuilder command) {
    var line = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
    line.addAll(arguments);
    line.add("--");
    line.addAll(around.enter(command).command());
    return command.command(line);
  }

  @Override
  public void begun() {
    forget(environment);
  }

  @Override
  public void close() {
    forget(environment);
    group.close();
    around.close();
  }

  /// Forgets the environments that a killed host left.
  static void clearLeftovers(Path folder) {
    try (var files = Files.newDirectoryStream(folder, PREFIX + "*" + ENDING)) {
      files.forEach(Doorstep::forget);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not look into " + folder, e);
    }
  }

  private static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not delete " + file + ": delete it by hand", e);
    }
  }
}
