package dev.cloakroom.nanokimi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A checkout of NanoKimi in the layout that its branch fix/isolated-oauth-token meets: the login
/// in three places, each another generation of it, with the modes of NanoKimi's own setup script.
public final class ForeignCheckout {
  public static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final String SESSION = "0cc175b9c0f1b6a831c399e269772661/one/context.jsonl";

  public final Path folder;
  public final Path person;
  private final Path parent;

  private ForeignCheckout(Path parent) {
    this.parent = parent;
    this.folder = parent.resolve("nanokimi");
    this.person = parent.resolve("person");
  }

  /// One below `parent`; the newest login is the isolated one, the oldest the person's own.
  public static ForeignCheckout in(Path parent) {
    var made = new ForeignCheckout(parent);
    made.write("src/container-runner.ts", "// mounts data/oauth-token\n");
    made.write("data/credentials/config.toml", "default_model = \"kimi-code\"\n");
    made.write("data/env/env", "ASSISTANT_NAME=Kai\n");
    made.write("data/sessions/family/.kimi/" + SESSION, "{}\n");
    made.write("data/sessions/main/.kimi/sessions/" + SESSION, "{}\n");
    made.write("groups/family/KIMI.md", "# Family\n");
    made.write("groups/main/KIMI.md", "# Main\n");
    made.write("groups/global/KIMI.md", "# All\n");
    made.login(Copies.ACTIVE, 3).login(Copies.BACKUP, 2).login(Copies.OWN, 1);
    made.mode("data/oauth-token", "rwxrwxrwx");
    made.mode("data/oauth-token/kimi-code.json", "rw-rw-rw-");
    return made;
  }

  Checkout checkout() {
    return Checkout.at(folder, person);
  }

  public Path path(String below) {
    return folder.resolve(below);
  }

  Path copy(String word) {
    return switch (word) {
      case Copies.ACTIVE -> path("data/oauth-token/kimi-code.json");
      case Copies.BACKUP -> path("data/credentials/kimi-code.json");
      default -> person.resolve(".kimi/credentials/kimi-code.json");
    };
  }

  public ForeignCheckout write(String below, String text) {
    return write(folder.resolve(below), text);
  }

  private ForeignCheckout write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ForeignCheckout mode(String below, String mode) {
    try {
      Files.setPosixFilePermissions(path(below), PosixFilePermissions.fromString(mode));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Puts the `number`-th generation of the login somewhere: a later one ends later.
  ForeignCheckout login(String word, int number) {
    return write(copy(word), login(number, "kai"));
  }

  /// Puts a login somewhere.
  public ForeignCheckout put(String word, String login) {
    return write(copy(word), login);
  }

  /// A file of Kimi's, with the access token as its provider writes it.
  static String login(int number, String subject) {
    var issued = NOW.plus(Duration.ofHours(number));
    var claims =
        "{\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(subject, issued.getEpochSecond(), issued.plus(LIFE).getEpochSecond());
    return json("unreal." + base64(claims) + "." + number, "unreal-refresh-" + number, issued);
  }

  /// A file of Kimi's with tokens that say nothing themselves.
  public static String json(String access, String refresh, Instant issued) {
    return "{\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"expires_at\":%d.25,\"scope\":\"kimi-code\",\"token_type\":\"Bearer\",\"expires_in\":900.0,\"more\":\"kept\"}"
        .formatted(access, refresh, issued.plus(LIFE).getEpochSecond());
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /// Registers groups, in the database of the assistant.
  public ForeignCheckout register(String... folders) {
    try {
      Files.createDirectories(path("store"));
      try (var database = DriverManager.getConnection("jdbc:sqlite:" + path("store/messages.db"));
          var work = database.createStatement()) {
        work.execute(
            "CREATE TABLE registered_groups (jid TEXT PRIMARY KEY, name TEXT, folder TEXT UNIQUE,"
                + " trigger_pattern TEXT, added_at TEXT, container_config TEXT,"
                + " requires_trigger INTEGER DEFAULT 1)");
        for (var folder : folders) {
          work.execute(
              "INSERT INTO registered_groups VALUES ('%1$s@g.us', 'The %1$s', '%1$s', '@Kai', '2026-02-10', NULL, 1)"
                  .formatted(folder));
        }
      }
      return this;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  String read(String word) {
    return text(copy(word));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, ISO_8859_1); // databases, too
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String modeOf(String below) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path(below)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Everything that is in the checkout and the person's home: content and mode, by path.
  Map<String, String> picture() {
    try (var checkout = Files.walk(folder);
        var home = Files.walk(person)) {
      return Stream.concat(checkout, home)
          .collect(
              Collectors.toMap(
                  path -> parent.relativize(path).toString(),
                  ForeignCheckout::look,
                  (one, _) -> one,
                  TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String look(Path path) {
    try {
      var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
      return mode + (Files.isRegularFile(path) ? " " + text(path) : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
