package dev.cloakroom.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A browser in the console, without a window: it asks for one page after the other.
final class Caller {
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .cookieHandler(new CookieManager())
          .build();
  private final URI corner;
  private final String token;

  /// Comes in by a link.
  Caller(URI link) {
    var home = found("url=(/b/[^\"]*/)\"", send(HttpRequest.newBuilder(link)));
    this.corner = link.resolve(home.substring(0, home.length() - 1));
    this.token = found("name=\"token\" type=\"hidden\" value=\"([^\"]*)\"", get("/"));
  }

  private static String found(String pattern, String page) {
    var found = Pattern.compile(pattern).matcher(page);
    if (!found.find()) {
      throw new AssertionError("no " + pattern + " on the page");
    }
    return found.group(1);
  }

  /// The page at a path of its own.
  String get(String path) {
    return send(HttpRequest.newBuilder(URI.create(corner + path)));
  }

  /// The page after a form was sent; names and values in turn.
  String post(String path, String... fields) {
    var form = new StringBuilder("token=" + token);
    for (int i = 0; i < fields.length; i += 2) {
      form.append('&').append(fields[i]).append('=');
      form.append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return send(
        HttpRequest.newBuilder(URI.create(corner + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())));
  }

  private String send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
