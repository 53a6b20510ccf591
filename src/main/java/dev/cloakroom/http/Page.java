package dev.cloakroom.http;

import static dev.cloakroom.http.Html.element;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A whole page in the house's looks. It works without JavaScript, and loads nothing but assets of
/// our own.
///
/// @param title of the window and the heading
/// @param bar what is above the content on every page of a set; null for none
/// @param content below the heading
/// @param scripts that make it more comfortable
/// @param onward where it leads by itself, at once; null for nowhere
public record Page(
    String title,
    @Nullable Html bar,
    List<Html> content,
    List<Asset> scripts,
    @Nullable URI onward) {
  private static final Asset STYLE = Asset.of(Page.class, "cloakroom.css");
  private static final Asset ICON = Asset.of(Page.class, "icon.svg");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  public Page {
    content = List.copyOf(content);
    scripts = List.copyOf(scripts);
  }

  /// Where our icon is found.
  public static String icon() {
    return ICON.path();
  }

  /// What every page loads: for each listener that serves one.
  public static List<Route> assets() {
    return List.of(STYLE.route(), ICON.route());
  }

  /// A page without anything in it yet.
  public static Page titled(String title) {
    return new Page(title, null, List.of(), List.of(), null);
  }

  /// A page that leads to another at once: where a redirect would not do.
  public static Page onward(String title, URI target) {
    var link = element("a", Map.of("href", target.toString()), Html.text("Go on"));
    return new Page(title, null, List.of(element("p", link)), List.of(), target);
  }

  /// The same page with more at its end.
  public Page with(Html... more) {
    var all = new ArrayList<>(content);
    all.addAll(List.of(more));
    return new Page(title, bar, all, scripts, onward);
  }

  /// The same page below a bar, which makes it as wide as the window.
  public Page below(Html bar) {
    return new Page(title, bar, content, scripts, onward);
  }

  /// The same page with a script.
  public Page running(Asset script) {
    var all = new ArrayList<>(scripts);
    all.add(script);
    return new Page(title, bar, content, all, onward);
  }

  /// A paragraph; what stands between backquotes is code.
  public static Html text(String text) {
    var pieces = new ArrayList<Html>();
    int from = 0;
    var code = CODE.matcher(text);
    while (code.find()) {
      pieces.add(Html.text(text.substring(from, code.start())));
      pieces.add(element("code", code.group(1)));
      from = code.end();
    }
    pieces.add(Html.text(text.substring(from)));
    return element("p", pieces.toArray(Html[]::new));
  }

  /// The page as a reply, with its policy.
  public Reply reply(int status) {
    return Reply.html(status, html())
        .header("Content-Security-Policy", ContentPolicy.of(!scripts.isEmpty()));
  }

  private String html() {
    return "<!doctype html>\n<html lang=\"en\">"
        + element("head", Html.join(head()))
        + scriptTags()
        + "\n"
        + element("body", Map.of("class", bar == null ? "card" : "wide"), body())
        + "</html>\n";
  }

  private List<Html> head() {
    var head = new ArrayList<Html>();
    head.add(element("meta", Map.of("charset", "utf-8")));
    head.add(meta("viewport", "width=device-width, initial-scale=1"));
    head.add(meta("color-scheme", "light dark"));
    head.add(element("title", title));
    head.add(element("link", Map.of("rel", "stylesheet", "href", STYLE.path())));
    head.add(element("link", Map.of("rel", "icon", "href", ICON.path())));
    if (onward != null) {
      var refresh = Map.of("http-equiv", "refresh", "content", "0;url=" + onward);
      head.add(element("meta", refresh));
    }
    return head;
  }

  private static Html meta(String name, String content) {
    return element("meta", Map.of("name", name, "content", content));
  }

  /// Outside of [Html], which knows no scripts: nobody can put one in.
  private String scriptTags() {
    var tags = new StringBuilder();
    scripts.forEach(
        script -> tags.append("<script defer src=\"").append(script.path()).append("\"></script>"));
    return tags.toString();
  }

  private Html[] body() {
    var main = element("main", element("h1", title), Html.join(content));
    return bar == null ? new Html[] {main} : new Html[] {bar, main};
  }
}
