package dev.cloakroom.consent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A client with cookies that takes one step at a time, so that each can be looked at and spoilt.
final class RawBrowser {
  private String corner = "/b/none";
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .build();

  HttpResponse<String> get(URI address) {
    return send(HttpRequest.newBuilder(address).GET());
  }

  HttpResponse<String> get(URI address, String header) {
    var parts = header.split(": ", 2);
    return send(HttpRequest.newBuilder(address).header(parts[0], parts[1]).GET());
  }

  /// Opens a link of a person, and the page that it leads to.
  HttpResponse<String> enter(URI link) {
    return get(link.resolve(refresh(get(link).body())));
  }

  /// The link, in this browser's own corner.
  URI own(URI address) {
    return address.resolve(corner + address.getRawPath());
  }

  private String refresh(String page) {
    var refresh = Pattern.compile("url=((/b/[^/\"]*)[^\"]*)").matcher(page);
    if (refresh.find()) {
      corner = refresh.group(2);
      return refresh.group(1);
    }
    return "/";
  }

  /// Sends names and values in turn; headers as `Name: value` before them.
  HttpResponse<String> post(URI address, String header, String... fields) {
    var form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(i == 0 ? "" : "&").append(fields[i]).append('=');
      form.append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    var request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString()));
    if (!header.isEmpty()) {
      var parts = header.split(": ", 2);
      request.header(parts[0], parts[1]);
    }
    return send(request);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// The value of the first hidden field of that name.
  static String hidden(String page, String name) {
    var input = Pattern.compile("name=\"" + name + "\" type=\"hidden\" value=\"([^\"]*)\"");
    var found = input.matcher(page);
    return found.find() ? found.group(1) : "";
  }
}
