package dev.cloakroom.catalog;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The providers that Cloakroom knows: the built-in ones and the person's own. Immutable.
public final class Catalog {
  private static final List<String> BUILT_IN =
      List.of("google", "github", "kimi-code", "microsoft", "openai", "claude-code", "qwen");

  private final Map<String, Provider> providers;
  private final Map<String, Resolved> names;

  /// A name that somebody asked by, with what it stands for.
  ///
  /// @param provider the provider
  /// @param askedAs its id, or one of its aliases
  /// @param ceiling the full scopes that the name stands for
  public record Resolved(Provider provider, String askedAs, Scopes ceiling) {}

  private Catalog(Collection<Provider> providers) {
    this.providers = new LinkedHashMap<>();
    providers.forEach(provider -> this.providers.put(provider.id(), provider));
    this.names = names(this.providers.values());
  }

  /// The providers that come with Cloakroom.
  public static Catalog builtIn() {
    var reader = new ProviderReader(Path.of("").toAbsolutePath());
    return new Catalog(
        BUILT_IN.stream().map(id -> reader.read(id, Provider.named(id), yaml(id))).toList());
  }

  /// These and `own`, which replace those of the same id.
  public Catalog with(List<Provider> own) {
    var all = new LinkedHashMap<>(providers);
    own.forEach(provider -> all.put(provider.id(), provider));
    return new Catalog(all.values());
  }

  /// These, with the `providers` section of the settings on top: it adds providers, and of those
  /// that are here already it replaces the keys that it names.
  ///
  /// @param section the parsed YAML; null when the settings have no such section
  /// @param folder where relative file names start from
  public Catalog withSettings(@Nullable Object section, Path folder) {
    var reader = new ProviderReader(folder);
    var entries = Section.of("providers", section);
    return with(entries.keys().stream().map(id -> read(reader, entries, id)).toList());
  }

  /// What `name`, a provider's id or an alias, stands for.
  public Optional<Resolved> find(String name) {
    return Optional.ofNullable(names.get(name));
  }

  /// The provider of an account.
  ///
  /// @throws Problem `unknown-provider` when the settings no longer have it
  public Provider provider(String id) {
    var provider = providers.get(id);
    if (provider == null) {
      throw new Problem(
          Kind.NOT_FOUND,
          "unknown-provider",
          "The provider %s is not in the catalogue: correct the name, or put it under providers in cloakroom.yaml."
              .formatted(id));
    }
    return provider;
  }

  /// All providers, the built-in ones first.
  public List<Provider> providers() {
    return List.copyOf(providers.values());
  }

  private Provider read(ProviderReader reader, Section entries, String id) {
    if (!AccountId.isName(id)) {
      throw ProviderReader.badName(entries.pathOf(id));
    }
    var base = providers.getOrDefault(id, Provider.named(id));
    return reader.read(entries.pathOf(id), base, entries.value(id));
  }

  private static Map<String, Resolved> names(Collection<Provider> providers) {
    var names = new LinkedHashMap<String, Resolved>();
    for (var provider : providers) {
      add(names, provider, provider.id(), provider.scopes());
    }
    for (var provider : providers) {
      provider.aliases().forEach((alias, scopes) -> add(names, provider, alias, scopes));
    }
    return names;
  }

  private static void add(
      Map<String, Resolved> names, Provider provider, String name, Scopes scopes) {
    var taken = names.putIfAbsent(name, new Resolved(provider, name, provider.expand(scopes)));
    if (taken != null) {
      throw Section.problem(
          "duplicate-name",
          "providers.%s.aliases.%s is taken by provider %s: choose another name."
              .formatted(provider.id(), name, taken.provider().id()));
    }
  }

  private static Object yaml(String id) {
    try (var file = Catalog.class.getResourceAsStream(id + ".yaml")) {
      if (file == null) {
        throw new IllegalStateException("the catalogue has no file for " + id);
      }
      return new Load(LoadSettings.builder().setLabel(id).build()).loadFromInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
