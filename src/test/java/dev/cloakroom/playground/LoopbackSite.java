package dev.cloakroom.playground;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Routes served on a loopback port; remembers the requests that they got.
final class LoopbackSite implements AutoCloseable {
  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Listener listener;

  LoopbackSite(List<Route> routes) {
    var recorded = routes.stream().map(this::recorded).toList();
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    listener = Listener.onPort(anyPort, recorded, Limits.standard());
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + listener.port() + path);
  }

  @Override
  public void close() {
    listener.close();
  }

  private Route recorded(Route route) {
    return route.with(handler ->
        request -> {
          requests.add(request);
          return handler.handle(request);
        });
  }
}
