package dev.cloakroom.consent;

import dev.cloakroom.MutableClock;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.broker.Parts;
import dev.cloakroom.http.Handler;
import dev.cloakroom.http.HostCheck;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.oauth.Authorizations;
import dev.cloakroom.oauth.DeviceAuthorizations;
import dev.cloakroom.oauth.Discovery;
import dev.cloakroom.oauth.FakeAuthorizationServer;
import dev.cloakroom.oauth.HttpTokenEndpoint;
import dev.cloakroom.oauth.Identities;
import dev.cloakroom.oauth.Web;
import dev.cloakroom.playground.Answers;
import dev.cloakroom.playground.PlaygroundProvider;
import dev.cloakroom.playground.PlaygroundSettings;
import dev.cloakroom.playground.Visit;
import dev.cloakroom.playground.Visitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A console and an authorization server, each on a loopback port, and persons who visit them.
final class FlowFixture implements AutoCloseable {
  static final String MARKER = "canary-";
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  final MutableClock providerClock = new MutableClock(ConsentFixture.START);
  final FakeAuthorizationServer coded = FakeAuthorizationServer.start();
  final Naps naps = new Naps(this::pass);
  final List<String> pages = new CopyOnWriteArrayList<>();
  final List<Integer> pendingWhenAsked = new CopyOnWriteArrayList<>();
  final ConsentFixture house;
  final PlaygroundProvider provider;
  private final Listener providerPort;
  private final List<Visitor> visitors = new ArrayList<>();
  private Listener console;
  Broker broker;
  Login login;
  DeviceLogins devices;
  ConsentRoutes routes;
  volatile boolean holdCallbacks;
  private volatile @Nullable Request held;

  FlowFixture(Path folder) {
    var redirects = List.of(URI.create("http://127.0.0.1/callback"));
    var issuer = new AtomicReference<URI>();
    this.provider =
        new PlaygroundProvider(
            new PlaygroundSettings(issuer::get, redirects, Duration.ofHours(1), MARKER),
            providerClock,
            new Random(5));
    var served = new ArrayList<>(provider.routes().stream().map(this::watched).toList());
    served.add(
        Route.get("/elsewhere/.well-known/openid-configuration", _ -> elsewhere(issuer.get())));
    this.providerPort = Listener.onPort(ANY_PORT, served, Limits.standard());
    issuer.set(URI.create("http://127.0.0.1:" + providerPort.port()));
    this.house = new ConsentFixture(folder, issuer.get().toString(), coded.uri("").toString());
    open();
  }

  /// An issuer whose people log in at another address.
  private static Reply elsewhere(URI issuer) {
    return Reply.json(
        "{\"issuer\":\"%s/elsewhere\",\"authorization_endpoint\":\"https://login.example/auth\"}"
            .formatted(issuer));
  }

  private void open() {
    var web = Web.open();
    var discovery = new Discovery(web, house.clock);
    var endpoint = new HttpTokenEndpoint(web, discovery, house.clock);
    broker =
        new Broker(
            new Parts(
                house.vault,
                house.audit,
                endpoint,
                house.catalog::provider,
                house.events,
                house.clock,
                new Random(6),
                Thread::sleep));
    var protocol =
        new Login.Protocol(
            new Authorizations(new Random(7)),
            discovery,
            endpoint,
            new Identities(web, house.clock));
    login = new Login(house.consents, house.catalog, protocol, house.vault, broker, house.clock);
    var door = new Door(new Browsers(new Random(8), house.clock), this::base);
    devices =
        new DeviceLogins(
            house.consents, login, new DeviceAuthorizations(web, house.clock), naps, house.clock);
    routes = new ConsentRoutes(house.consents, login, devices, house.vault, door);
    var check = new LateCheck();
    var all =
        Stream.of(Page.assets(), door.routes(), routes.routes())
            .flatMap(List::stream)
            .map(this::seen)
            .map(route -> route.with(check))
            .toList();
    console = Listener.onPort(ANY_PORT, all, Limits.standard());
    check.now = HostCheck.loopback(console.port());
  }

  private void pass(Duration time) {
    house.clock.advance(time);
    providerClock.advance(time);
  }

  /// As after a crash: everything is opened anew from what is durable.
  void restart() {
    console.close();
    devices.close();
    broker.close();
    house.restart();
    open();
  }

  @Override
  public void close() {
    visitors.forEach(Visitor::close);
    console.close();
    devices.close();
    providerPort.close();
    coded.close();
    broker.close();
    house.close();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + console.port());
  }

  URI issuer() {
    return URI.create("http://127.0.0.1:" + providerPort.port());
  }

  /// The reply to a browser that calls the console by another name.
  String withHost(String host, URI address) {
    var ask =
        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
            .formatted(address.getRawPath(), host);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Visitor visitor() {
    var visitor = new Visitor();
    visitors.add(visitor);
    return visitor;
  }

  /// A link for the person that `request` is for.
  URI link(ConsentRequest request) {
    return routes.linkForPerson(request);
  }

  static Answers named(String name, String... buttons) {
    return new Answers(Map.of("name", name), List.of(buttons));
  }

  /// Logs in as `name`, up to the page that asks whose account it is.
  Visit logIn(Visitor person, ConsentRequest request, String name) {
    return person.visit(link(request), named(name, "allow"));
  }

  /// Logs in as `name`, up to the address that the provider sends the browser back to.
  URI loginHeld(Visitor person, ConsentRequest request, String name) {
    holdCallbacks = true;
    logIn(person, request, name);
    holdCallbacks = false;
    return callback(Objects.requireNonNull(held).query());
  }

  /// Walks from `link` through the provider's pages, up to the address that it sends back to.
  URI walkHeld(Visitor person, URI link, String name, String decision) {
    holdCallbacks = true;
    person.visit(link, named(name, decision));
    holdCallbacks = false;
    return callback(Objects.requireNonNull(held).query());
  }

  URI callback(Map<String, String> query) {
    var text =
        query.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return base().resolve("/callback?" + text);
  }

  private Route seen(Route route) {
    return route.with(handler ->
        request -> {
          if (request.path().equals("/callback")) {
            held = request;
            if (holdCallbacks) {
              return Reply.html(200, "held");
            }
          }
          var reply = handler.handle(request);
          if (reply.body() instanceof Reply.Body.Whole(var bytes)) {
            pages.add(new String(bytes, StandardCharsets.UTF_8));
          }
          return reply;
        });
  }

  /// Notes how many token sets are durable when the provider is asked whose they are.
  private Route watched(Route route) {
    return route.pattern().equals("/userinfo")
        ? route.with(handler ->
            request -> {
              pendingWhenAsked.add(house.pendingRows());
              return handler.handle(request);
            })
        : route;
  }

  /// The check for a port that is known only once something listens on it.
  private static final class LateCheck implements UnaryOperator<Handler> {
    volatile @Nullable HostCheck now;

    @Override
    public Handler apply(Handler handler) {
      return request -> Objects.requireNonNull(now).apply(handler).handle(request);
    }
  }
}
