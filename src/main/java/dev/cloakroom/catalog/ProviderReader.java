package dev.cloakroom.catalog;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.problem.Problem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns one mapping of a catalogue file or of `cloakroom.yaml` into a [Provider].
///
/// The keys that the mapping names replace those of the provider it starts from; others stay.
final class ProviderReader {
  private static final Set<String> KEYS =
      Set.of(
          "issuer",
          "authorization-endpoint",
          "token-endpoint",
          "revocation-endpoint",
          "device-authorization-endpoint",
          "userinfo-endpoint",
          "client",
          "scopes",
          "scope-names",
          "aliases",
          "api-hosts",
          "quirks");
  private static final Set<String> CLIENT = Set.of("id", "secret-file", "auth", "test-mode");
  private static final Set<String> QUIRKS =
      Set.of(
          "rotation",
          "reuse-leeway",
          "assumed-lifetime",
          "idle-lifetime",
          "absolute-lifetime",
          "test-lifetime",
          "keep-alive",
          "body-format",
          "scope-separator",
          "authorize-parameters",
          "token-headers",
          "error-in-success",
          "dead-grant-statuses",
          "callback-issuer",
          "subject-claim");

  private final Path folder;

  /// Reads files that are named by a relative path from `folder`.
  ProviderReader(Path folder) {
    this.folder = folder;
  }

  /// Reads `value`, which stands at `path` in the settings.
  Provider read(String path, Provider base, @Nullable Object value) {
    var section = Section.of(path, value).allowOnly(KEYS);
    var provider =
        new Provider(
            base.id(),
            section.uri("issuer", base.issuer()),
            endpoints(section, base.endpoints()),
            client(section, base.client()),
            scopes(section, "scopes", base.scopes()),
            aliases(section, base.aliases()),
            section.textsByName("scope-names", base.scopeNames()),
            section.texts("api-hosts", base.apiHosts()),
            quirks(section.section("quirks").allowOnly(QUIRKS), base.quirks()));
    if (provider.issuer() == null && provider.endpoints().token() == null) {
      throw Section.problem(
          "missing-key", path + " needs an issuer, or at least a token-endpoint: add one.");
    }
    return provider;
  }

  private static Endpoints endpoints(Section section, Endpoints base) {
    return new Endpoints(
        section.uri("authorization-endpoint", base.authorization()),
        section.uri("token-endpoint", base.token()),
        section.uri("revocation-endpoint", base.revocation()),
        section.uri("device-authorization-endpoint", base.deviceAuthorization()),
        section.uri("userinfo-endpoint", base.userinfo()));
  }

  private @Nullable Client client(Section provider, @Nullable Client base) {
    if (!provider.has("client")) {
      return base;
    }
    var section = provider.section("client").allowOnly(CLIENT);
    var id = base == null ? section.text("id") : section.text("id", base.id());
    if (id == null) {
      throw Section.problem(
          "missing-key", section.pathOf("id") + " is missing: add the client id.");
    }
    var secret = section.secretIn("secret-file", folder);
    if (secret == null && base != null) {
      secret = base.secret();
    }
    var usual = secret == null ? Client.Auth.NONE : Client.Auth.BASIC;
    var auth = section.word("auth", Client.Auth.class, usual);
    if ((secret == null) != (auth == Client.Auth.NONE)) {
      throw Section.problem(
          "wrong-value",
          section.pathOf("auth")
              + " does not fit: basic and post need a secret-file, none takes no secret.");
    }
    return new Client(id, secret, auth, section.flag("test-mode", base != null && base.testMode()));
  }

  private static Map<String, Scopes> aliases(Section provider, Map<String, Scopes> base) {
    if (!provider.has("aliases")) {
      return base;
    }
    var section = provider.section("aliases");
    var aliases = new LinkedHashMap<String, Scopes>();
    for (var name : section.keys()) {
      if (!AccountId.isName(name)) {
        throw badName(section.pathOf(name));
      }
      aliases.put(name, scopes(section, name, Scopes.NONE));
    }
    return aliases;
  }

  private static Scopes scopes(Section section, String key, Scopes base) {
    return section.has(key) ? Scopes.of(section.texts(key, List.of())) : base;
  }

  private static Quirks quirks(Section section, Quirks base) {
    return new Quirks(
        section.word("rotation", Quirks.Rotation.class, base.rotation()),
        section.duration("reuse-leeway", base.reuseLeeway()),
        section.duration("assumed-lifetime", base.assumedLifetime()),
        section.duration("idle-lifetime", base.idleLifetime()),
        section.duration("absolute-lifetime", base.absoluteLifetime()),
        section.duration("test-lifetime", base.testLifetime()),
        section.duration("keep-alive", base.keepAlive()),
        section.word("body-format", Quirks.BodyFormat.class, base.bodyFormat()),
        section.text("scope-separator", base.scopeSeparator()),
        section.textsByName("authorize-parameters", base.authorizeParameters()),
        section.textsByName("token-headers", base.tokenHeaders()),
        section.flag("error-in-success", base.errorInSuccess()),
        section.numbers("dead-grant-statuses", base.deadGrantStatuses()),
        section.flag("callback-issuer", base.callbackIssuer()),
        section.text("subject-claim", base.subjectClaim()));
  }

  static Problem badName(String path) {
    return Section.problem(
        "bad-name",
        path + " is no name: use 1 to 64 of a-z 0-9 . _ -, beginning with a letter or a digit.");
  }
}
