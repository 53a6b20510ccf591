package dev.cloakroom.control;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.dialect.Outfit;
import dev.cloakroom.dialect.Outfit.Seed;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Route;
import dev.cloakroom.wire.DialectView;
import dev.cloakroom.wire.DialectView.DeliveryView;
import dev.cloakroom.wire.Wire;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The part of the control socket that tells what each tool would get: what a run with an account
/// of nobody's would be given, without its tokens.
final class DialectApi {
  private static final Path TOKENS = Path.of("/workspace/tokens");
  private static final TokenSet NOBODYS =
      new TokenSet(
          Generation.NONE,
          Secret.of("access"),
          Secret.of("refresh"),
          "Bearer",
          Instant.EPOCH,
          Instant.EPOCH.plus(Duration.ofHours(1)),
          Scopes.NONE);

  private final Dialects dialects;

  DialectApi(Dialects dialects) {
    this.dialects = dialects;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/dialects", _ -> all()),
        Route.get(
            "/v1/dialects/{name}",
            request -> Reply.json(Wire.json(view(dialects.dialect(request.parameter("name")))))));
  }

  private Reply all() {
    var views = dialects.all().stream().map(DialectApi::view).toList();
    return Reply.json(Wire.json(DialectView.class, views));
  }

  private static DialectView view(Dialect dialect) {
    return new DialectView(
        dialect.name(),
        dialect.tool(),
        dialect.providers(),
        dialect.modes().stream().map(mode -> delivery(dialect, mode)).toList());
  }

  private static DeliveryView delivery(Dialect dialect, Mode mode) {
    var outfit = dialect.outfit(mode, NOBODYS, facts(dialect));
    return new DeliveryView(
        mode.word(), mode.holds(), new TreeMap<>(outfit.environment()), files(mode, outfit));
  }

  private static Facts facts(Dialect dialect) {
    var provider = dialect.providers().isEmpty() ? "google" : dialect.providers().getFirst();
    return new Facts(
        provider,
        provider + "/ana",
        "ana",
        "ana@example.com",
        "https://example.com/token",
        List.of("example.com"),
        Path.of("/home"),
        TOKENS,
        URI.create("http://127.0.0.1:8181/" + provider),
        "cloakroom",
        Secret.of("secret"));
  }

  private static Map<String, String> files(Mode mode, Outfit outfit) {
    var files = new TreeMap<String, String>();
    var home = outfit.home();
    if (home != null) {
      home.seeds()
          .forEach(seed -> files.put(home.inside().resolve(seed.path()).toString(), what(seed)));
    }
    var place = outfit.place();
    if (place != null) {
      var folder = place.folder() == null ? TOKENS : place.folder();
      var what = mode == Mode.ADOPTED_FILE ? "the tokens, read-write" : "the token, read-only";
      files.put(folder.resolve(place.file()).toString(), what);
    }
    return files;
  }

  private static String what(Seed seed) {
    return switch (seed) {
      case Seed.Text _ -> "the run's own";
      case Seed.Link(_, var target) -> "a link to " + target;
    };
  }
}
