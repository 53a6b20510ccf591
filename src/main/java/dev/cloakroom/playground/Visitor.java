package dev.cloakroom.playground;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A person with a browser, without the window: opens a page, fills in its form, presses a button,
/// and goes on until a page asks nothing that the person knows an answer to.
///
/// It keeps cookies from one visit to the next, follows redirects and refreshes, and sends what
/// browsers send. It runs no scripts, and reads no HTML but the kind that we write. Closing it ends
/// its connections.
public final class Visitor implements AutoCloseable {
  private static final int MOST_REQUESTS = 30;
  private static final int LONGEST_PAGE = 1 << 20;
  private static final Pattern REFRESH =
      Pattern.compile("<meta content=\"0;url=([^\"]*)\" http-equiv=\"refresh\">");
  private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

  private final HttpClient browser =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ORIGINAL_SERVER))
          .connectTimeout(Duration.ofSeconds(5))
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /// Walks from `start` to the last page.
  public Visit visit(URI start, Answers answers) {
    var step = Optional.of(Step.typed(start));
    var seen = new Visit(0, start, "");
    for (int requests = 0; step.isPresent(); requests++) {
      if (requests == MOST_REQUESTS) {
        throw new Problem(
            Kind.FAILED,
            "visitor-lost",
            "The pages went in circles: no end after " + MOST_REQUESTS + " requests.");
      }
      var response = send(step.get());
      seen = new Visit(response.statusCode(), step.get().address(), response.body());
      step = next(step.get(), response, answers);
    }
    return seen;
  }

  @Override
  public void close() {
    browser.shutdownNow();
    browser.close();
  }

  private static Optional<Step> next(Step step, HttpResponse<String> response, Answers answers) {
    int status = response.statusCode();
    if (REDIRECTS.contains(status)) {
      return response
          .headers()
          .firstValue("Location")
          .map(location -> step.redirected(status, URI.create(location)));
    }
    return status == 200
        ? refresh(step.address(), response.body())
            .or(() -> submit(step.address(), response.body(), answers))
        : Optional.empty();
  }

  /// Where a page leads by itself.
  private static Optional<Step> refresh(URI address, String page) {
    var refresh = REFRESH.matcher(page);
    return refresh.find()
        ? Optional.of(Step.followed(address, URI.create(HtmlForm.unescape(refresh.group(1)))))
        : Optional.empty();
  }

  private static Optional<Step> submit(URI address, String page, Answers answers) {
    for (var form : HtmlForm.on(page)) {
      var pressed = form.pressedBy(answers);
      if (pressed.isPresent()) {
        return Optional.of(Step.sent(address, form, form.filled(answers, pressed.get())));
      }
    }
    return Optional.empty();
  }

  private HttpResponse<String> send(Step step) {
    try {
      return browser.send(
          step.request(), BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_PAGE));
    } catch (IOException e) {
      throw unreachable(step, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(step, e);
    }
  }

  private static Problem unreachable(Step step, Exception cause) {
    var host = step.address().getRawAuthority();
    return new Problem(
        Kind.FAILED,
        "page-unreachable",
        "The page at " + host + " did not answer; see that its host is running.",
        cause);
  }
}
