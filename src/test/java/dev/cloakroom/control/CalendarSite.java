package dev.cloakroom.control;

import dev.cloakroom.RealRooms;
import dev.cloakroom.SocketClient;
import dev.cloakroom.http.HostCheck;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.wire.LinkView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

/// The calendar's address on real listeners: a socket that makes it, a port where it is read.
final class CalendarSite implements AutoCloseable {
  private final Listener port;
  private final Listener socket;
  private final SocketClient person;
  private final HttpClient program = HttpClient.newHttpClient();

  CalendarSite(RealRooms rooms, Path folder) {
    var calendar = new Calendar(ControlTest.accounts(rooms), rooms.clock, ZoneOffset.UTC);
    var address = new CalendarAddress(calendar, rooms.store, rooms.random, () -> rooms.base);
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    port =
        Listener.onPort(
            anyPort,
            List.of(
                address
                    .reading()
                    .with(handler ->
                        request ->
                            HostCheck.loopback(rooms.base.getPort())
                                .apply(handler)
                                .handle(request))),
            Limits.standard());
    rooms.base = URI.create("http://127.0.0.1:" + port.port());
    var file = folder.resolve("calendar.socket");
    socket = Listener.onSocket(file, List.of(address.making()), Limits.standard());
    person = new SocketClient(file, "");
  }

  int port() {
    return port.port();
  }

  /// Makes a new address.
  URI make() {
    return URI.create(person.ask("POST", "/v1/calendar", "").as(LinkView.class).link());
  }

  HttpResponse<String> get(URI address) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return program.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    socket.close();
    port.close();
  }
}
