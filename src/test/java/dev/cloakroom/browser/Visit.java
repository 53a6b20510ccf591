package dev.cloakroom.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One person's visit, in windows that share cookies; it remembers what was asked for, and what was
/// wrong.
///
/// Wrong are: an error on the browser's console (a breach of a content policy is one), an exception
/// that no script caught, and a request to a site that the visit is not for. Closing it fails when
/// anything was. That a page itself comes with a status such as 403 is not wrong: a test that cares
/// looks at it.
public final class Visit implements AutoCloseable {
  private static final String ASKED_BY_ITSELF = "/favicon.ico"; // sooner or later, by the browser
  private static final double PATIENCE_MILLIS = 10_000;

  private final BrowserContext context;
  private final List<String> origins;
  private final Page page;
  private final List<URI> requests = new ArrayList<>();
  private final Map<String, Integer> documents = new HashMap<>(); // their statuses
  private final List<Trouble> troubles = new ArrayList<>();

  /// Something wrong.
  ///
  /// @param about the address that it is about, or empty
  private record Trouble(String what, String about) {
    boolean isStatusOf(Map<String, Integer> documents) {
      return what.contains("the server responded with a status of") && documents.containsKey(about);
    }
  }

  Visit(BrowserContext context, List<String> origins) {
    this.context = context;
    this.origins = origins;
    context.setDefaultTimeout(PATIENCE_MILLIS);
    context.onRequest(this::noteRequest);
    context.onResponse(this::noteResponse);
    context.onConsoleMessage(this::noteMessage);
    context.onWebError(error -> troubles.add(new Trouble("uncaught " + error.error(), "")));
    this.page = context.newPage();
  }

  private void noteRequest(Request request) {
    requests.add(URI.create(request.url()));
    var scheme = requests.getLast().getScheme();
    if (scheme.startsWith("http") && !origins.contains(origin(requests.getLast()))) {
      troubles.add(new Trouble("asked " + request.url() + ", which is not " + origins, ""));
    }
  }

  private void noteResponse(Response response) {
    if (response.request().isNavigationRequest()) {
      documents.put(response.url(), response.status());
    }
  }

  private void noteMessage(ConsoleMessage message) {
    var about = message.location().replaceFirst("(:\\d+:\\d+)$", "");
    if (message.type().equals("error") && !about.endsWith(ASKED_BY_ITSELF)) {
      troubles.add(new Trouble(message.text(), about));
    }
  }

  static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  /// The first window.
  public Page page() {
    return page;
  }

  /// All windows: to wait for another one, to look at cookies.
  public BrowserContext context() {
    return context;
  }

  /// Opens an address in the first window; returns the status of the page that it leads to.
  public int open(URI address) {
    page.navigate(address.toString());
    awaitArrival(page);
    return documents.getOrDefault(page.url(), 0);
  }

  /// Waits while the window shows a page that only leads to another.
  static void awaitArrival(Page page) {
    page.locator("meta[http-equiv=refresh]")
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
  }

  /// Every request so far, of all windows.
  public List<URI> requests() {
    return List.copyOf(requests);
  }

  /// What was wrong so far; it is forgotten, for tests that wanted it.
  public List<String> takeTroubles() {
    var taken =
        troubles.stream()
            .filter(trouble -> !trouble.isStatusOf(documents))
            .map(Trouble::what)
            .toList();
    troubles.clear();
    return taken;
  }

  @Override
  public void close() {
    context.close();
    var left = takeTroubles();
    if (!left.isEmpty()) {
      throw new AssertionError("in the browser: " + String.join("\n", left));
    }
  }
}
