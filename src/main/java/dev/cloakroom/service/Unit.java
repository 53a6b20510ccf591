package dev.cloakroom.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The systemd unit of a host: what starts it, and all that it may do on its machine. Holds no
/// secret.
///
/// It is closed as far as what the host starts containers with allows: what keeps namespaces from
/// being made keeps bubblewrap from working. The resource `unit` is its text, in which a line that
/// begins with `?WORD,…` is for those scopes and sandboxings alone.
///
/// @param scope whose service manager reads it
/// @param launcher what is started, an absolute path
/// @param environment variables for it
/// @param writable folders that it may write besides the usual ones
/// @param sandboxing what it starts containers with
public record Unit(
    Scope scope,
    Path launcher,
    Map<String, String> environment,
    List<Path> writable,
    Sandboxing sandboxing) {
  /// What systemd calls it.
  public static final String NAME = "cloakroom.service";

  /// The user that a system unit runs the host as.
  public static final String ACCOUNT = "cloakroom";

  /// The credential that is taken for the master key, where there is one.
  public static final String MASTER_KEY = "cloakroom.master.key";

  /// The first words of every unit of ours.
  static final String OURS = "# Written by `cloakroom service install`";

  /// What a host starts containers with.
  public enum Sandboxing {
    /// Docker or Podman, asked over their sockets.
    ENGINES,
    /// Namespaces of its own.
    BUBBLEWRAP;

    /// For what a setting calls a sandbox.
    public static Sandboxing of(String sandbox) {
      return sandbox.equals("bubblewrap") ? BUBBLEWRAP : ENGINES;
    }

    /// How it is written, in units and for people.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Unit {
    environment = Map.copyOf(environment);
    writable = List.copyOf(writable);
  }

  /// What is in its file.
  public String text() {
    var head =
        "%s, for %s. Changes belong into a drop-in: %s%n%n"
            .formatted(OURS, sandboxing.word(), scope.typed("edit cloakroom"));
    return head
        + template()
            .lines()
            .flatMap(this::mine)
            .map(line -> line.replace("@launcher@", Quoting.program(launcher)))
            .flatMap(line -> line.equals("@own@") ? own() : Stream.of(line))
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private Stream<String> mine(String line) {
    if (!line.startsWith("?")) {
      return Stream.of(line);
    }
    var end = line.indexOf(' ');
    var words = List.of(line.substring(1, end).split(",", -1));
    return words.contains(scope.word()) || words.contains(sandboxing.word())
        ? Stream.of(line.substring(end + 1))
        : Stream.empty();
  }

  private Stream<String> own() {
    var variables =
        new TreeMap<>(environment)
            .entrySet().stream()
                .map(each -> Quoting.word(each.getKey() + "=" + each.getValue()))
                .map("Environment="::concat);
    var folders =
        writable.stream()
            .map(folder -> "ReadWritePaths=" + Quoting.word("-" + folder)); // `-`: may be missing
    return Stream.concat(variables, folders);
  }

  private static String template() {
    try (var stream = Unit.class.getResourceAsStream("unit")) {
      if (stream == null) {
        throw new IllegalStateException("the template of units is not in the program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
