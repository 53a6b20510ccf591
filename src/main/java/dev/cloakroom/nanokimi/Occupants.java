package dev.cloakroom.nanokimi;

import dev.cloakroom.engine.Engine;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.engine.Place;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Finds out who uses a checkout right now: processes, containers, NanoKimi's unit of systemd, a
/// lock of Kimi's, or messages that were just written. It sees what whoever runs this may see.
///
/// @param engines where engines are looked for
/// @param system the root folder, `/`
/// @param asking the process that asks: it is no occupant, nor are those above it, though a shell
///   may stand in the checkout, unless they have something of `data` or `store` open
/// @param clock for how old messages are
public record Occupants(EngineSearch engines, Path system, long asking, Clock clock) {
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final String UNIT = "nanokimi.service";

  /// On this machine, asked by this process.
  public Occupants(EngineSearch engines, Clock clock) {
    this(engines, Path.of("/"), ProcessHandle.current().pid(), clock);
  }

  /// Each of them, in words; nobody when none is found.
  public List<String> of(Checkout checkout) {
    var found = new ArrayList<String>();
    found.addAll(processes(checkout.folder()));
    found.addAll(containers(checkout.folder()));
    unit().ifPresent(found::add);
    lock(checkout).ifPresent(found::add);
    messages(checkout).ifPresent(found::add);
    return found;
  }

  /// Refuses to go on while somebody uses the checkout.
  ///
  /// @throws Problem `checkout-in-use`
  public void requireNobody(Checkout checkout) {
    var occupants = of(checkout);
    if (!occupants.isEmpty()) {
      throw new Problem(
          Kind.REFUSED,
          "checkout-in-use",
          "%s is still in use (%s): stop NanoKimi first, `systemctl --user stop nanokimi`. Nothing was changed."
              .formatted(checkout.folder(), String.join(", ", occupants)));
    }
  }

  private List<String> processes(Path folder) {
    var above = above();
    return Checkout.entries(system.resolve("proc")).stream()
        .filter(process -> process.getFileName().toString().matches("\\d{1,9}"))
        .filter(process ->
            above.contains(process.getFileName().toString())
                ? holds(process, folder)
                : uses(process, folder))
        .map(process -> "process " + process.getFileName() + name(process))
        .toList();
  }

  private Set<String> above() {
    var above = new HashSet<String>();
    var one = ProcessHandle.of(asking);
    while (one.isPresent() && above.add(Long.toString(one.get().pid()))) {
      one = one.get().parent();
    }
    above.add(Long.toString(ProcessHandle.current().pid()));
    return above;
  }

  /// Whether one that is above who asks works on the checkout, and does not just stand there:
  /// NanoKimi may have started it.
  private boolean holds(Path process, Path folder) {
    var id = process.getFileName().toString();
    boolean asks = List.of(asking, ProcessHandle.current().pid()).contains(Long.parseLong(id));
    return !asks
        && files(process).stream()
            .anyMatch(file ->
                leadsInto(file, folder.resolve("data"))
                    || leadsInto(file, folder.resolve("store")));
  }

  private static boolean uses(Path process, Path folder) {
    return Stream.concat(Stream.of(process.resolve("cwd")), files(process).stream())
        .anyMatch(link -> leadsInto(link, folder));
  }

  private static List<Path> files(Path process) {
    try (var files = Files.list(process.resolve("fd"))) {
      return files.toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of(); // somebody else's, or just ended
    }
  }

  private static boolean leadsInto(Path link, Path folder) {
    try {
      return Files.readSymbolicLink(link).startsWith(folder);
    } catch (IOException _) {
      return false;
    }
  }

  private static String name(Path process) {
    try {
      return " (" + Files.readString(process.resolve("comm")).strip() + ")";
    } catch (IOException _) {
      return "";
    }
  }

  private List<String> containers(Path folder) {
    return Stream.<Supplier<Place>>of(engines::docker, engines::podman)
        .flatMap(search -> containers(search, folder))
        .distinct()
        .toList();
  }

  private static Stream<String> containers(Supplier<Place> search, Path folder) {
    try {
      return Engine.at(search.get()).using(folder).stream().map(name -> "container " + name);
    } catch (Problem _) {
      return Stream.empty(); // no engine, or none that answers
    }
  }

  /// While a unit is up, or about to be started again, systemd keeps its invocation.
  private Optional<String> unit() {
    var mine = "run/user/" + Admission.ownerOf(Path.of("/proc/self"));
    return Stream.of(mine, "run")
        .map(folder -> system.resolve(folder).resolve("systemd/units/invocation:" + UNIT))
        .filter(Checkout::isThere)
        .map(_ -> "the unit " + UNIT)
        .findFirst();
  }

  private Optional<String> lock(Checkout checkout) {
    return Stream.of(checkout.tokens(), checkout.credentials(), checkout.ownFolder())
        .flatMap(folder -> Checkout.entries(folder).stream())
        .filter(file -> file.toString().endsWith(".lock"))
        .filter(this::isLocked)
        .map(file -> "the lock " + checkout.shown(file))
        .findFirst();
  }

  private boolean isLocked(Path file) {
    try {
      var inode = ":" + Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS) + " ";
      return Files.readString(system.resolve("proc/locks")).contains(inode);
    } catch (IOException _) {
      return false;
    }
  }

  private Optional<String> messages(Checkout checkout) {
    var since = clock.instant().minus(FRESH);
    try (var files = Files.walk(checkout.data().resolve("ipc"))) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> changed(file).isAfter(since))
          .map(file -> checkout.shown(file) + ", written within the last minute")
          .findFirst();
    } catch (IOException | UncheckedIOException _) {
      return Optional.empty();
    }
  }

  private static Instant changed(Path file) {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (IOException _) {
      return Instant.MIN;
    }
  }
}
