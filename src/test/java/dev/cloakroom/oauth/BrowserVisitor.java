package dev.cloakroom.oauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A person's browser without a window: it keeps cookies, follows redirects, and answers each
/// page's first form with what the person would type, pressing its first button.
public final class BrowserVisitor {
  private static final int MOST_STEPS = 20;
  private static final Pattern FORM =
      Pattern.compile("<form([^>]*)>(.*?)</form>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern REFRESH =
      Pattern.compile("<meta content=\"0;url=([^\"]*)\" http-equiv=\"refresh\">");
  private static final Pattern INPUT =
      Pattern.compile("<input\\b([^>]*)>", Pattern.CASE_INSENSITIVE);
  private static final Pattern BUTTON =
      Pattern.compile("<button\\b([^>]*)>", Pattern.CASE_INSENSITIVE);

  private final Map<String, String> answers;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .build();

  /// Where a visit ended.
  ///
  /// @param uri the page, or the redirect's target that was not visited any more
  /// @param status the status of the last reply
  /// @param body the last page
  public record Page(URI uri, int status, String body) {}

  /// A visitor who types `answers`, by the names of the fields.
  public BrowserVisitor(Map<String, String> answers) {
    this.answers = Map.copyOf(answers);
  }

  /// A visitor who logs in as `person`.
  public static BrowserVisitor named(String person) {
    return new BrowserVisitor(Map.of("login", person, "password", "x"));
  }

  /// Goes from page to page until there is no form left to answer, or a redirect leads to an
  /// address that begins with `stop`, which is not visited.
  public Page visit(URI start, String stop) {
    var request = HttpRequest.newBuilder(start).GET().build();
    for (int step = 0; step < MOST_STEPS; step++) {
      var reply = send(request);
      var location =
          reply.headers().firstValue("Location").or(() -> refresh(reply)).map(reply.uri()::resolve);
      if (location.isPresent() && location.get().toString().startsWith(stop)) {
        return new Page(location.get(), reply.statusCode(), reply.body());
      }
      var next =
          location.map(uri -> HttpRequest.newBuilder(uri).GET().build()).or(() -> answer(reply));
      if (next.isEmpty()) {
        return new Page(reply.uri(), reply.statusCode(), reply.body());
      }
      request = next.get();
    }
    throw new AssertionError("no end after " + MOST_STEPS + " pages");
  }

  private static Optional<String> refresh(HttpResponse<String> page) {
    var refresh = REFRESH.matcher(page.body());
    return refresh.find() ? Optional.of(unescaped(refresh.group(1))) : Optional.empty();
  }

  private Optional<HttpRequest> answer(HttpResponse<String> page) {
    var form = FORM.matcher(page.body());
    if (!form.find()) {
      return Optional.empty();
    }
    var action = page.uri().resolve(attribute(form.group(1), "action").orElse(""));
    return Optional.of(
        HttpRequest.newBuilder(action)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", page.uri().getScheme() + "://" + page.uri().getRawAuthority())
            .POST(BodyPublishers.ofString(ClientRequest.form(fields(form.group(2)))))
            .build());
  }

  private Map<String, String> fields(String form) {
    var fields = new LinkedHashMap<String, String>();
    var inputs = INPUT.matcher(form);
    while (inputs.find()) {
      var attributes = inputs.group(1);
      var given = attribute(attributes, "value").orElse("");
      boolean hidden = attribute(attributes, "type").orElse("").equals("hidden");
      attribute(attributes, "name")
          .ifPresent(name -> fields.put(name, hidden ? given : answers.getOrDefault(name, given)));
    }
    var button = BUTTON.matcher(form);
    if (button.find()) {
      attribute(button.group(1), "name")
          .ifPresent(name -> fields.put(name, attribute(button.group(1), "value").orElse("")));
    }
    return fields;
  }

  private static Optional<String> attribute(String attributes, String name) {
    var matcher = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(attributes);
    return matcher.find() ? Optional.of(unescaped(matcher.group(1))) : Optional.empty();
  }

  private static String unescaped(String html) {
    return html.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
