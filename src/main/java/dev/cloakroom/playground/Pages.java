package dev.cloakroom.playground;

import static dev.cloakroom.http.Html.escaped;

import dev.cloakroom.http.Reply;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/// The provider's pages. They work without scripts, load one stylesheet, and escape whatever a
/// person or a client wrote.
final class Pages {
  private static final String LOGIN =
      """
      <p>This provider exists for the demo only. Any name will do, and there is no password.</p>
      %2$s<form method="post" action="/authorize/login">
      <input type="hidden" name="attempt" value="%1$s">
      <label for="name">Your name</label>
      <input id="name" name="name" maxlength="40" autocomplete="off" required autofocus>
      <div class="buttons"><button name="action" value="login">Continue</button></div>
      </form>
      """;

  private Pages() {}

  /// Asks for the code that a device shows, again after a `complaint`.
  static Reply device(String code, String complaint) {
    var told = complaint.isEmpty() ? "" : "<p class=\"problem\">" + escaped(complaint) + "</p>\n";
    int status = complaint.isEmpty() ? 200 : 400;
    var body =
        """
        <p>An application shows you a code. Type it here only if you began this yourself, and if the
        code below is the one that it shows.</p>
        %2$s<form method="post" action="/device">
        <label for="user_code">Code</label>
        <input id="user_code" name="user_code" value="%1$s" maxlength="20" autocomplete="off"
        autocapitalize="characters" spellcheck="false" required autofocus>
        <div class="buttons"><button name="action" value="continue">Continue</button></div>
        </form>
        """
            .formatted(escaped(code), told);
    return page(status, "Connect a device", body, "'self'");
  }

  /// Tells that nothing is left to do here.
  static Reply done(String text) {
    return page(200, "Done", "<p>" + escaped(text) + "</p>\n", "'none'");
  }

  /// Asks who is there.
  static Reply login(String attempt) {
    return page(200, "Sign in", LOGIN.formatted(escaped(attempt), ""), "'self'");
  }

  /// Asks again, after something that can't be a name.
  static Reply loginAgain(String attempt) {
    var complaint = "<p class=\"problem\">Please type a name of at most 40 characters.</p>\n";
    return page(400, "Sign in", LOGIN.formatted(escaped(attempt), complaint), "'self'");
  }

  /// Asks for the permission. Browsers apply `form-action` to where the answer is redirected too.
  static Reply consent(
      String attempt, Person person, String client, List<String> wishes, URI then) {
    var items =
        wishes.stream()
            .map(wish -> "<li>" + escaped(wish) + "</li>")
            .collect(Collectors.joining("\n"));
    var body =
        """
        <p>Hello %2$s. <strong>%3$s</strong> would like to:</p>
        <ul>
        %4$s
        </ul>
        <form method="post" action="/authorize/consent">
        <input type="hidden" name="attempt" value="%1$s">
        <div class="buttons"><button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny" class="quiet">Deny</button></div>
        </form>
        """
            .formatted(escaped(attempt), escaped(person.name()), escaped(client), items);
    var origin = then.getScheme() + "://" + then.getRawAuthority();
    return page(200, "Allow access?", body, "'self' " + origin);
  }

  /// Tells what went wrong where there is nobody to send the person back to.
  static Reply problem(String reason) {
    return page(400, "That did not work", "<p>" + escaped(reason) + "</p>\n", "'none'");
  }

  private static Reply page(int status, String title, String body, String formAction) {
    return Reply.html(status, frame(title, body))
        .header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none';"
                + " form-action "
                + formAction)
        .header("Referrer-Policy", "same-origin")
        .header("X-Content-Type-Options", "nosniff")
        .header("Cache-Control", "no-store");
  }

  private static String frame(String title, String body) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%1$s · Playground</title>
    <link rel="stylesheet" href="/playground.css">
    </head>
    <body>
    <main>
    <p class="brand">Playground</p>
    <h1>%1$s</h1>
    %2$s</main>
    </body>
    </html>
    """
        .formatted(title, body);
  }
}
