package dev.cloakroom.boot;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Quirks.Rotation;
import dev.cloakroom.catalog.Section;
import dev.cloakroom.console.Setting;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.run.Rules;
import dev.cloakroom.sandbox.AgentImage;
import dev.cloakroom.workload.MayAsk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `cloakroom.yaml` says, read once. `docs/configuration.md` describes every key.
///
/// @param console where the console is, and who may come to it
/// @param store where the vault is
/// @param catalog the built-in providers, and the person's own
/// @param rules what holds for each workload
/// @param sandbox what starts containers where a run does not say
/// @param image what they are made of where a run does not say
/// @param seeds where the first tokens of accounts may be found
record Settings(
    ConsoleSettings console,
    StoreSettings store,
    Catalog catalog,
    Map<String, Rules> rules,
    String sandbox,
    String image,
    List<SeedSettings> seeds) {
  private static final List<String> SANDBOXES = List.of("bubblewrap", "docker", "podman");

  /// What counts when nothing is said.
  static Settings usual() {
    return of(null, Path.of("").toAbsolutePath());
  }

  /// Reads the file, if there is one.
  static Settings read(Optional<Path> file) {
    return file.map(Settings::read).orElseGet(Settings::usual);
  }

  private static Settings read(Path file) {
    var folder = file.toAbsolutePath().getParent();
    var yaml = SettingsFile.parse(file);
    try {
      return of(yaml, folder == null ? Path.of("/") : folder);
    } catch (Problem e) {
      throw new Problem(e.kind(), e.code(), "In %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  static Settings of(@Nullable Object yaml, Path folder) {
    var root =
        Section.of("", yaml)
            .allowOnly(
                Set.of("console", "store", "providers", "workloads", "sandbox", "image", "seeds"));
    var catalog = Catalog.builtIn().withSettings(root.value("providers"), folder);
    return new Settings(
        ConsoleSettings.of(root.section("console")),
        StoreSettings.of(root.section("store"), folder),
        catalog,
        workloads(root.section("workloads"), catalog),
        sandbox(root.text("sandbox", SANDBOXES.getFirst())),
        root.text("image", AgentImage.NAME),
        SeedSettings.of(root.section("seeds"), folder));
  }

  private static String sandbox(String name) {
    if (!SANDBOXES.contains(name)) {
      throw new Problem(
          Kind.USAGE,
          "unknown-sandbox",
          "sandbox is one of %s.".formatted(String.join(", ", SANDBOXES)));
    }
    return name;
  }

  /// Whether a provider's refresh tokens are good once, as far as is known.
  boolean rotates(String provider) {
    return catalog
        .find(provider)
        .map(found -> found.provider().quirks().rotation() == Rotation.SINGLE_USE)
        .orElse(true);
  }

  /// All of them, for people: without secrets.
  List<Setting> shown() {
    var shown = new ArrayList<>(console.shown());
    shown.addAll(store.shown());
    shown.add(new Setting("sandbox", sandbox, "what starts containers"));
    shown.add(new Setting("image", image, "what Docker and Podman make them of"));
    for (var provider : catalog.providers()) {
      var client = provider.client();
      shown.add(
          new Setting(
              "providers.%s.client".formatted(provider.id()),
              client == null ? "none" : client.id() + ", " + secrecy(client),
              "how Cloakroom presents itself there"));
    }
    rules.forEach((workload, theirs) -> shown.addAll(shown("workloads." + workload, theirs)));
    seeds.forEach(seed ->
        shown.add(
            new Setting(
                "seeds." + seed.account(), seed.place(), "where its first tokens may be found")));
    return shown;
  }

  private static List<Setting> shown(String path, Rules rules) {
    var asks = rules.mayAsk().stream().map(MayAsk::askedAs).toList();
    return List.of(
        new Setting(path + ".may-ask", String.join(", ", asks), "what it may ask a person for"),
        new Setting(path + ".network", rules.network().word(), "what its runs may reach"));
  }

  private static String secrecy(Client client) {
    return client.secret() == null ? "public" : "with a secret";
  }

  private static Map<String, Rules> workloads(Section section, Catalog catalog) {
    var workloads = new LinkedHashMap<String, Rules>();
    for (var name : section.keys()) {
      if (!AccountId.isName(name)) {
        throw new Problem(
            Kind.USAGE,
            "bad-name",
            section.pathOf(name) + " is not a workload's name: use a-z 0-9 . _ - only.");
      }
      var own = section.section(name).allowOnly(Set.of("may-ask", "main", "network"));
      var network = own.text("network", Rules.USUAL.network().word());
      workloads.put(
          name,
          new Rules(
              mayAsk(own.section("may-ask"), catalog),
              own.flag("main", false),
              Rules.network(network)));
    }
    return workloads;
  }

  private static List<MayAsk> mayAsk(Section asks, Catalog catalog) {
    asks.keys().forEach(asked -> requireKnown(asked, asks.pathOf(asked), catalog));
    return asks.keys().stream()
        .map(asked -> new MayAsk(asked, Scopes.of(asks.texts(asked, List.of()))))
        .toList();
  }

  private static void requireKnown(String asked, String path, Catalog catalog) {
    if (catalog.find(asked).isEmpty()) {
      throw new Problem(
          Kind.USAGE,
          "unknown-provider",
          path + " is neither a provider nor an alias: add it under providers, or correct it.");
    }
  }
}
