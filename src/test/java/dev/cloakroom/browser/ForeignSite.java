package dev.cloakroom.browser;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Somebody else's site on this machine, whose page holds whatever it likes; it remembers what
/// browsers send to it.
public final class ForeignSite implements AutoCloseable {
  /// Lets it do everything: our own listeners forbid that otherwise.
  private static final Map<String, String> LAX =
      Map.of(
          "Content-Security-Policy", "default-src * 'unsafe-inline'",
          "Cross-Origin-Opener-Policy", "unsafe-none",
          "Referrer-Policy", "unsafe-url");

  private final Listener listener;
  private final List<Request> received = new CopyOnWriteArrayList<>();
  private volatile String content = "Nothing here.";

  /// A site on a port of its own.
  public ForeignSite() {
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    listener = Listener.onPort(anyPort, List.of(Route.get("/", this::answer)), Limits.standard());
  }

  private Reply answer(Request request) {
    received.add(request);
    var page =
        "<!doctype html><html lang=en><title>Foreign</title><body>" + content + "</body></html>";
    var reply = Reply.html(200, page);
    for (var header : LAX.entrySet()) {
      reply = reply.header(header.getKey(), header.getValue());
    }
    return reply;
  }

  /// What its page holds from now on, as HTML.
  public ForeignSite showing(String html) {
    content = html;
    return this;
  }

  /// Its page, by a name of this machine, or one under `.test`.
  public URI at(String host) {
    return URI.create("http://" + host + ":" + listener.port() + "/");
  }

  /// The requests that it got.
  public List<Request> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    listener.close();
  }
}
