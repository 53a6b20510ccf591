package dev.cloakroom.http;

/// What a browser may do with our pages: show them with our own style, send their forms home, and
/// nothing else. No other page may frame them.
final class ContentPolicy {
  /// The policy of a page that runs nothing.
  static final String STRICT = of(false);

  private ContentPolicy() {}

  /// A policy; `scripts` allows our own scripts, and that they ask our own host.
  static String of(boolean scripts) {
    return "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        + (scripts ? "; script-src 'self'; connect-src 'self'" : "");
  }
}
