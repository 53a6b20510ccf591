package dev.cloakroom.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/// A file of our own that pages load: a stylesheet, a script, an icon. It lies beside the class
/// that uses it.
///
/// Its path is made from its content, so browsers may keep it for ever.
public final class Asset {
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final int HASH_BYTES = 6;

  private final String path;
  private final byte[] content;
  private final String type;

  private Asset(String path, byte[] content, String type) {
    this.path = path;
    this.content = content;
    this.type = type;
  }

  /// The file `name` beside `neighbour`.
  public static Asset of(Class<?> neighbour, String name) {
    int dot = name.lastIndexOf('.');
    var type = TYPES.get(name.substring(dot + 1));
    try (var in = neighbour.getResourceAsStream(name)) {
      if (in == null || type == null) {
        throw new IllegalArgumentException("no such asset: " + name);
      }
      var content = in.readAllBytes();
      var path = "/a/" + name.substring(0, dot) + "-" + hash(content) + name.substring(dot);
      return new Asset(path, content, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where it is found.
  public String path() {
    return path;
  }

  /// Serves it, to anybody: it holds nothing of anybody's.
  public Route route() {
    return Route.get(
        path,
        _ ->
            new Reply(200, Map.of("Content-Type", type), new Reply.Body.Whole(content))
                .header("Cache-Control", "public, max-age=31536000, immutable"));
  }

  private static String hash(byte[] content) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
