package dev.cloakroom.boot;

import dev.cloakroom.catalog.Section;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.source.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the first tokens of an account may be found: in a variable, or in a file.
///
/// @param variable its name; null when it is a file
record SeedSettings(AccountId account, @Nullable String variable, @Nullable Path file) {
  private static final int LONGEST = 64 << 10;

  static List<SeedSettings> of(Section section, Path folder) {
    var seeds = new ArrayList<SeedSettings>();
    for (var key : section.keys()) {
      var account =
          AccountId.parse(key)
              .orElseThrow(() ->
                  new Problem(
                      Kind.USAGE,
                      "bad-account",
                      "A key under seeds is no account: write PROVIDER/NAME, such as google/ana."));
      var where = section.section(key).allowOnly(Set.of("env", "file"));
      var variable = where.text("env");
      var file = where.text("file");
      if ((variable == null) == (file == null)) {
        throw new Problem(
            Kind.USAGE,
            "missing-key",
            "%s needs either env, the name of a variable, or file, a path."
                .formatted(section.pathOf(key)));
      }
      seeds.add(new SeedSettings(account, variable, file == null ? null : folder.resolve(file)));
    }
    return seeds;
  }

  Seed on(Machine machine) {
    return new Seed(account, place(), () -> value(machine));
  }

  /// For people.
  String place() {
    return variable == null ? "file " + file : "env " + variable;
  }

  private Optional<Secret> value(Machine machine) {
    if (variable != null) {
      return machine.variable(variable);
    }
    if (file == null || !Files.isReadable(file)) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(file)) {
      return Optional.of(Secret.of(in.readNBytes(LONGEST)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
