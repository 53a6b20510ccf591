package dev.cloakroom.http;

/// What a browser may do with our pages: nothing but show them, and send their forms home.
final class ContentPolicy {
  /// The policy of a page that sets none of its own.
  static final String STRICT = with("'none'", "'self'");

  private ContentPolicy() {}

  /// A policy with sources of styles, and targets of forms and of the redirects that follow them.
  static String with(String styles, String forms) {
    return "default-src 'none'; style-src "
        + styles
        + "; form-action "
        + forms
        + "; base-uri 'none'; frame-ancestors 'none'";
  }
}
