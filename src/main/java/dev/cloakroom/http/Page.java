package dev.cloakroom.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// A whole page in the house's looks, that works without JavaScript and loads nothing.
///
/// Its style is inside it, and allowed by its hash; its forms lead home unless more is said.
///
/// @param title of the window and the heading
/// @param content below the heading
/// @param formTargets where forms may lead, other than home: origins such as
///   `https://accounts.example`
public record Page(String title, List<Html> content, List<String> formTargets) {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1c1e21;--paper:#fff;--line:#d5d8dc;--act:#1a5fb4}
      @media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#1b1d1f;--line:#44484d;--act:#78aeed}}
      body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:44rem;margin:3rem auto;padding:0 1rem}
      h1{font-size:1.4rem}a{color:var(--act)}table{border-collapse:collapse;width:100%}
      th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
      button{font:inherit;padding:.5rem 1.1rem;margin:.2rem .4rem .2rem 0;border:1px solid var(--line);border-radius:.4rem;background:none;color:inherit;cursor:pointer}
      button.main{background:var(--act);border-color:var(--act);color:var(--paper)}
      code{font-size:.95em}small{opacity:.75}
      """;
  private static final String STYLE_SOURCE = "'sha256-" + sha256(STYLE) + "'";

  public Page {
    content = List.copyOf(content);
    formTargets = List.copyOf(formTargets);
  }

  /// A page without anything in it yet.
  public static Page titled(String title) {
    return new Page(title, List.of(), List.of());
  }

  /// The same page with more at its end.
  public Page with(Html... more) {
    var all = new ArrayList<>(content);
    all.addAll(List.of(more));
    return new Page(title, all, formTargets);
  }

  /// The same page, whose forms, and the redirects that answer them, may lead to `origin` too.
  public Page formsMayLeadTo(String origin) {
    if (!origin.matches("https?://[A-Za-z0-9.:\\[\\]-]+")) {
      throw new IllegalArgumentException("an origin has a scheme, a host and no path");
    }
    var all = new ArrayList<>(formTargets);
    all.add(origin);
    return new Page(title, content, all);
  }

  /// The page as a reply, with its policy.
  public Reply reply(int status) {
    var forms = String.join(" ", "'self'", String.join(" ", formTargets)).strip();
    return Reply.html(status, html())
        .header("Content-Security-Policy", ContentPolicy.with(STYLE_SOURCE, forms));
  }

  private String html() {
    var viewport = Map.of("name", "viewport", "content", "width=device-width, initial-scale=1");
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + Html.element("meta", viewport)
        + Html.element("title", title)
        + "<style>"
        + STYLE
        + "</style></head>\n"
        + Html.element("body", Html.element("h1", title), Html.join(content))
        + "</html>\n";
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
