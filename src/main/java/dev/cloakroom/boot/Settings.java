package dev.cloakroom.boot;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Section;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.MayAsk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// What `cloakroom.yaml` says, read once. `docs/configuration.md` describes every key.
///
/// @param consolePort the port of the console on 127.0.0.1; 0 for any that is free
/// @param catalog the built-in providers, and the person's own
/// @param mayAsk what each workload may ask for
record Settings(int consolePort, Catalog catalog, Map<String, List<MayAsk>> mayAsk) {
  private static final int USUAL_PORT = 7878;
  private static final int HIGHEST_PORT = 65_535;

  /// What counts when nothing is said.
  static Settings usual() {
    return of(null, Path.of("").toAbsolutePath());
  }

  /// Reads the file, if there is one.
  static Settings read(Optional<Path> file) {
    return file.map(Settings::read).orElseGet(Settings::usual);
  }

  private static Settings read(Path file) {
    try {
      var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
      var folder = file.toAbsolutePath().getParent();
      return of(
          new Load(settings).loadFromString(Files.readString(file)),
          folder == null ? Path.of("/") : folder);
    } catch (IOException e) {
      throw new Problem(
          Kind.USAGE, "config-unreadable", "The file %s can't be read.".formatted(file), e);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw notYaml(file, "line " + line, e);
    } catch (YamlEngineException e) {
      throw notYaml(file, "somewhere", e);
    }
  }

  private static Problem notYaml(Path file, String where, Exception cause) {
    return new Problem(
        Kind.USAGE,
        "config-not-yaml",
        "The file %s is not YAML (%s): see docs/configuration.md for its form."
            .formatted(file, where),
        cause);
  }

  static Settings of(@Nullable Object yaml, Path folder) {
    var root = Section.of("", yaml).allowOnly(Set.of("console", "providers", "workloads"));
    var console = root.section("console").allowOnly(Set.of("port"));
    return new Settings(
        console.number("port", USUAL_PORT, 0, HIGHEST_PORT),
        Catalog.builtIn().withSettings(root.value("providers"), folder),
        workloads(root.section("workloads")));
  }

  private static Map<String, List<MayAsk>> workloads(Section section) {
    var workloads = new LinkedHashMap<String, List<MayAsk>>();
    for (var name : section.keys()) {
      if (!AccountId.isName(name)) {
        throw new Problem(
            Kind.USAGE,
            "bad-name",
            section.pathOf(name) + " is not a workload's name: use a-z 0-9 . _ - only.");
      }
      var asks = section.section(name).allowOnly(Set.of("may-ask")).section("may-ask");
      workloads.put(
          name,
          asks.keys().stream()
              .map(asked -> new MayAsk(asked, Scopes.of(asks.texts(asked, List.of()))))
              .toList());
    }
    return workloads;
  }
}
