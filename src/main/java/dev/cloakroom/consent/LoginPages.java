package dev.cloakroom.consent;

import static dev.cloakroom.consent.ConsentPages.button;
import static dev.cloakroom.http.Html.element;

import dev.cloakroom.http.Html;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Reply;
import dev.cloakroom.oauth.DeviceCode;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.qr.QrPicture;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pages of logins that end in another browser than this one: with a code, or by pasting the
/// address that they end at.
final class LoginPages {
  private static final String LOOK_AGAIN = "3"; // seconds
  private static final int PICTURE = 240; // pixels

  private LoginPages() {}

  /// The code to type elsewhere. It looks by itself whether the person has done so.
  static Reply code(ConsentRequest request, DeviceCode code, Duration left, Browser browser) {
    var place = code.verificationUri();
    var link = Map.of("href", place.toString(), "rel", "noreferrer", "target", "_blank");
    var complete = code.verificationUriComplete();
    var picture = picture(complete == null ? place : complete);
    var pieces = new ArrayList<Html>();
    pieces.add(Page.text("On any device, open this address, and type the code:"));
    pieces.add(element("p", element("a", link, Html.text(place.toString()))));
    pieces.add(element("p", Map.of("class", "user-code"), element("strong", code.userCode())));
    picture.ifPresent(pieces::add);
    pieces.add(
        Page.text(
            "This page goes on by itself when you have logged in. The code is good for %s."
                .formatted(inWords(left))));
    pieces.add(form(request, browser, "", button("deny", cancelLabel(request), false)));
    return Page.titled("Log in at " + request.provider())
        .with(pieces.toArray(Html[]::new))
        .reply(200)
        .header("Refresh", LOOK_AGAIN);
  }

  private static String cancelLabel(ConsentRequest request) {
    return request.isHost() ? "Cancel" : "Deny";
  }

  private static String inWords(Duration left) {
    long minutes = left.toMinutes();
    return minutes >= 2 ? minutes + " more minutes" : minutes == 1 ? "one more minute" : "seconds";
  }

  /// The code's address, for a camera. It has its own colours: cameras want dark on light.
  private static Optional<Html> picture(URI address) {
    return QrPicture.of(address.toString()).map(LoginPages::svg);
  }

  private static Html svg(QrPicture picture) {
    var side = Integer.toString(picture.side());
    var pixels = Integer.toString(PICTURE);
    return element(
        "svg",
        Map.of(
            "class",
            "qr",
            "viewbox", // the parser of HTML writes it viewBox, as SVG does
            "0 0 " + side + " " + side,
            "width",
            pixels,
            "height",
            pixels,
            "role",
            "img",
            "aria-label",
            "The address as a QR code",
            "shape-rendering",
            "crispEdges"),
        element("rect", Map.of("width", side, "height", side, "fill", "#fff")),
        element("path", Map.of("d", picture.path(), "fill", "#000")));
  }

  /// Why there is no code to type any more.
  static Reply codeFailed(ConsentRequest request, Problem problem, Browser browser) {
    return Page.titled("That did not work")
        .with(Page.text(String.valueOf(problem.getMessage())))
        .with(
            form(
                request,
                browser,
                "",
                button("code", "Get a new code", true),
                button("deny", cancelLabel(request), false)))
        .reply(200);
  }

  /// A login for a browser on another machine, that ends here by pasting.
  static Reply elsewhere(ConsentRequest request, URI place, Browser browser) {
    var address = Map.of("id", "link", "readonly", "", "rows", "4", "spellcheck", "false");
    var pasted =
        Map.of(
            "type",
            "text",
            "id",
            "address",
            "name",
            "address",
            "size",
            "60",
            "autocomplete",
            "off",
            "required",
            "");
    return Page.titled("Log in at " + request.provider())
        .with(
            Page.text("Copy this address to the browser that you want to log in with:"),
            element(
                "p",
                element("label", Map.of("for", "link"), Html.text("Where to log in")),
                element("textarea", address, Html.text(place.toString()))),
            Page.text(
                "When you have allowed it, that browser goes on to an address of 127.0.0.1 that it can't open. Copy that address, and paste it here. It is good for ten minutes, once."),
            form(
                request,
                browser,
                "/paste",
                element(
                    "p",
                    element("label", Map.of("for", "address"), Html.text("Where it ended")),
                    element("input", pasted)),
                button("paste", "Go on", true)))
        .reply(200);
  }

  /// What unfolds for people whose browser is elsewhere.
  static Html unfoldable(ConsentRequest request, Browser browser) {
    return element(
        "details",
        element("summary", "Your browser is on another machine?"),
        Page.text(
            "Log in there, with a link that you copy, and paste here the address that it ends at."),
        form(request, browser, "", button("elsewhere", "Show the link", false)));
  }

  private static Html form(ConsentRequest request, Browser browser, String path, Html... fields) {
    var all = new ArrayList<Html>();
    all.add(
        element("input", Map.of("type", "hidden", "name", "token", "value", browser.formToken())));
    all.addAll(List.of(fields));
    var action = browser.path("/consent/" + request.id() + path);
    return element("form", Map.of("method", "post", "action", action), all.toArray(Html[]::new));
  }
}
