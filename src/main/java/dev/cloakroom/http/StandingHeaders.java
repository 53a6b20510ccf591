package dev.cloakroom.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;

/// Headers that every reply carries, unless it sets its own.
final class StandingHeaders {
  private static final Header NO_STORE = cached("Cache-Control", "no-store");
  private static final Header NO_SNIFFING = cached("X-Content-Type-Options", "nosniff");

  // not no-referrer: with that, browsers send "Origin: null" on our own forms
  private static final Header REFERRER = cached("Referrer-Policy", "same-origin");
  private static final Header POLICY = cached("Content-Security-Policy", ContentPolicy.STRICT);

  // a page that opened ours, or that ours opened, gets no hold of it; on redirects, too, or a
  // window
  // of our own would lose its name on the way
  private static final Header OPENER = cached("Cross-Origin-Opener-Policy", "same-origin");

  private StandingHeaders() {}

  static void addTo(ServerResponseHeaders headers) {
    headers.setIfAbsent(NO_STORE);
    headers.setIfAbsent(NO_SNIFFING);
    if (headers.first(HeaderNames.CONTENT_TYPE).orElse("").startsWith("text/html")) {
      headers.setIfAbsent(REFERRER);
      headers.setIfAbsent(POLICY);
      headers.setIfAbsent(OPENER);
    } else if (headers.contains(HeaderNames.LOCATION)) {
      headers.setIfAbsent(OPENER);
    }
  }

  private static Header cached(String name, String value) {
    return HeaderValues.createCached(name, value);
  }
}
