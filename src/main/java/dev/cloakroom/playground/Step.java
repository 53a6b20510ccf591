package dev.cloakroom.playground;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One request of a visitor, with the headers that a browser would send.
///
/// @param from the page that led here; null for an address that was typed
/// @param site how far that page was, over all the redirects since: `Sec-Fetch-Site`
record Step(String method, URI address, String form, @Nullable URI from, Site site) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// An address that was typed, or opened by another program.
  static Step typed(URI address) {
    return new Step("GET", address, "", null, Site.NONE);
  }

  /// A link of a page.
  static Step followed(URI page, URI link) {
    var target = page.resolve(link);
    return new Step("GET", target, "", page, Site.between(page, target));
  }

  /// A form that was sent from a page.
  static Step sent(URI page, HtmlForm form, String filled) {
    var action = form.action().isEmpty() ? page : page.resolve(form.action());
    if (form.method().equals("POST")) {
      return new Step("POST", action, filled, page, Site.between(page, action));
    }
    var target = action.resolve(action.getRawPath() + "?" + filled);
    return new Step("GET", target, "", page, Site.between(page, target));
  }

  /// Where a redirect leads: 307 and 308 send the same again, the others ask with GET.
  Step redirected(int status, URI location) {
    var target = address.resolve(location);
    var farther = from == null ? Site.NONE : site.orFarther(Site.between(from, target));
    return status == 307 || status == 308
        ? new Step(method, target, form, from, farther)
        : new Step("GET", target, "", from, farther);
  }

  HttpRequest request() {
    var request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Accept", "text/html,*/*;q=0.8")
            .header("Sec-Fetch-Dest", "document")
            .header("Sec-Fetch-Mode", "navigate")
            .header("Sec-Fetch-Site", site.header())
            .header("Sec-Fetch-User", "?1");
    if (from != null && method.equals("POST")) {
      request
          .header("Origin", Site.origin(from))
          .header("Content-Type", "application/x-www-form-urlencoded");
    }
    var body = form.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(form);
    return request.method(method, body).build();
  }

  /// How far apart two pages are, nearest first. A site is a host, whatever its port.
  enum Site {
    NONE,
    SAME_ORIGIN,
    SAME_SITE,
    CROSS_SITE;

    static Site between(URI page, URI target) {
      if (origin(page).equals(origin(target))) {
        return SAME_ORIGIN;
      }
      boolean near =
          page.getScheme().equals(target.getScheme()) && page.getHost().equals(target.getHost());
      return near ? SAME_SITE : CROSS_SITE;
    }

    static String origin(URI page) {
      return page.getScheme() + "://" + page.getRawAuthority();
    }

    Site orFarther(Site other) {
      return compareTo(other) >= 0 ? this : other;
    }

    String header() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
