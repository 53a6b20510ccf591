package dev.cloakroom.browser;

import com.microsoft.playwright.Page;
import java.time.Duration;

/// What it took to load the page that a window shows.
///
/// @param bytes that came over the wire, of the page and all that it loaded so far, with headers
/// @param firstPaint from the end of the reply to the first content on the screen
public record Loading(long bytes, Duration firstPaint) {
  private static final String BYTES =
      """
      () => [...performance.getEntriesByType('navigation'),
             ...performance.getEntriesByType('resource')]
        .reduce((sum, entry) => sum + entry.transferSize, 0)
      """;
  private static final String FIRST_PAINT =
      """
      () => new Promise(done => new PerformanceObserver(list => {
        const paint = list.getEntriesByName('first-contentful-paint')[0];
        if (paint) {
          done(paint.startTime - performance.getEntriesByType('navigation')[0].responseEnd);
        }
      }).observe({type: 'paint', buffered: true}))
      """;
  private static final double MICROS_PER_MILLI = 1_000;

  /// Waits for the first paint; needs scripts.
  public static Loading of(Page page) {
    double paint = ((Number) page.evaluate(FIRST_PAINT)).doubleValue();
    long bytes = ((Number) page.evaluate(BYTES)).longValue();
    return new Loading(bytes, Duration.ofNanos(Math.round(paint * MICROS_PER_MILLI) * 1_000));
  }
}
