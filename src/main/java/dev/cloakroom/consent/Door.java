package dev.cloakroom.consent;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Handler;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// The way in for browsers, and the only one: a link that is good once gives a browser a corner of
/// its own, and whatever a person sees or answers lies in such a corner.
///
/// What changes something must come from a form with the browser's own token, whatever the page.
public final class Door {
  private static final String CORNER = "/b/{browser}";
  private static final String COOKIE = "cloakroom";

  private final Browsers browsers;
  private final Supplier<URI> base;

  /// A page for somebody who was let in.
  @FunctionalInterface
  public interface Inside {
    /// What `browser` gets for `request`.
    Reply handle(Request request, Browser browser);
  }

  /// A door at `base`, the console's own address.
  public Door(Browsers browsers, Supplier<URI> base) {
    this.browsers = browsers;
    this.base = base;
  }

  /// The routes: in, out, and what those see who are not in.
  public List<Route> routes() {
    return List.of(
        Route.get("/", _ -> stranger()),
        Route.get("/enter/{key}", asPage(this::enter)),
        Route.get("/consent/{id}", _ -> stranger()),
        post("/leave", _ -> Browsers.CONSOLE, (_, browser) -> leave(browser)));
  }

  /// An address of the console, as the person's browser knows it.
  URI address(String path) {
    return base.get().resolve(path);
  }

  /// A link that lets one browser in, once.
  ///
  /// @param purpose a consent request's id, or [Browsers#CONSOLE]
  URI linkFor(String purpose) {
    return address(browsers.invite(purpose).useText(key -> "/enter/" + key));
  }

  /// A link that lets the person's browser into the console, once.
  public URI linkToConsole() {
    return linkFor(Browsers.CONSOLE);
  }

  /// Something to look at, for browsers that may look at what the request is about.
  ///
  /// @param path within the browser's corner
  public Route get(String path, Function<Request, String> purpose, Inside page) {
    return Route.get(CORNER + path, let(purpose, page));
  }

  /// A form that is sent: one with the browser's token.
  public Route post(String path, Function<Request, String> purpose, Inside page) {
    Inside checked =
        (request, browser) -> {
          checkToken(request, browser);
          return page.handle(request, browser);
        };
    return Route.post(CORNER + path, let(purpose, checked));
  }

  private Handler let(Function<Request, String> purpose, Inside page) {
    return asPage(request -> {
      var browser = browsers.find(request.parameter("browser"), cookie(request));
      return browser.isPresent() && browser.get().may(purpose.apply(request))
          ? whileInside(request, page.handle(request, browser.get()))
          : stranger();
    });
  }

  /// What streams to a browser ends when that leaves, or its stay is over.
  private Reply whileInside(Request request, Reply reply) {
    if (!(reply.body() instanceof Reply.Body.Streamed stream)) {
      return reply;
    }
    var corner = request.parameter("browser");
    BooleanSupplier stays = () -> browsers.find(corner, cookie(request)).isPresent();
    Reply.Body.Streamed guarded = out -> stream.writeTo(new StayStream(out, stays));
    return new Reply(reply.status(), reply.headers(), guarded);
  }

  private static void checkToken(Request request, Browser browser) {
    var sent = Secret.of(request.form("token").orElse(""));
    if (!sent.equals(Secret.of(browser.formToken()))) {
      throw badForm();
    }
  }

  static Problem badForm() {
    return new Problem(
        Kind.REFUSED,
        "bad-form",
        "This form is not one of ours, or is too old: open its page again.");
  }

  private Reply enter(Request request) {
    if (request.header("sec-purpose").isPresent()) {
      return stranger(); // a look ahead would use the link up
    }
    return browsers
        .enter(Secret.of(request.parameter("key")))
        .map(browser -> onward(browser, home(browser)).header("Set-Cookie", cookie(browser)))
        .orElseGet(Door::stranger);
  }

  private static String home(Browser browser) {
    var purpose = browser.purpose();
    return purpose.equals(Browsers.CONSOLE) ? "/" : "/consent/" + purpose;
  }

  /// A page that leads on, not a redirect: a browser that comes from another site brings its cookie
  /// only when a page of ours sent it.
  static Reply onward(Browser browser, String path) {
    return Page.onward("Cloakroom", URI.create(browser.path(path))).reply(200);
  }

  private Reply leave(Browser browser) {
    browsers.leave(browser);
    return Page.titled("You have left")
        .with(Page.text("This browser shows nothing of Cloakroom any more."))
        .with(Page.text("`cloakroom console` prints a new link."))
        .reply(200)
        .header("Set-Cookie", COOKIE + "=; Max-Age=0; Path=" + browser.path("/"));
  }

  private String cookie(Browser browser) {
    var secure = base.get().getScheme().equals("https") ? "; Secure" : "";
    var limits = "; Path=" + browser.path("/") + "; HttpOnly; SameSite=Strict" + secure;
    return browser.cookie().useText(text -> COOKIE + "=" + text + limits);
  }

  private static Optional<Secret> cookie(Request request) {
    return request.cookie(COOKIE).map(Secret::of);
  }

  /// The browser is not one that may see this.
  private static Reply stranger() {
    return Page.titled("Open this from your own machine")
        .with(
            Page.text(
                "This page answers only in a browser that Cloakroom let in. Open the link that your terminal printed, or run `cloakroom console` for a new one: each link is good once."))
        .reply(403);
  }

  /// Problems as pages: a person is looking.
  static Handler asPage(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (Problem problem) {
        return failed(problem);
      }
    };
  }

  private static Reply failed(Problem problem) {
    return Page.titled("That did not work")
        .with(Page.text(problem.getMessage()), Page.text("`" + problem.code() + "`"))
        .reply(problem.kind().status());
  }
}
