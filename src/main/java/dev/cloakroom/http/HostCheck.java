package dev.cloakroom.http;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Lets a browser in only under the listener's own names, and only from its own pages.
///
/// Another name in `Host` is how DNS rebinding looks. A request that changes something must come
/// from a page of ours, by `Sec-Fetch-Site`, or by `Origin` where a browser does not send that;
/// clients that are no browsers send neither.
public final class HostCheck implements UnaryOperator<Handler> {
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

  private final Set<String> hosts;

  private HostCheck(Set<String> hosts) {
    this.hosts = hosts;
  }

  /// A check for hosts as a client writes them in `Host`, such as `127.0.0.1:7878`.
  public static HostCheck allowing(Set<String> hosts) {
    return new HostCheck(
        hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
  }

  /// The same check, for one more host.
  public HostCheck and(String host) {
    var more = new HashSet<>(hosts);
    more.add(host);
    return allowing(more);
  }

  /// The names of this machine for itself, with `port`.
  public static HostCheck loopback(int port) {
    return allowing(Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port));
  }

  @Override
  public Handler apply(Handler handler) {
    return request -> {
      var host = host(request);
      if (!SAFE_METHODS.contains(request.method()) && !fromOwnPage(request, host)) {
        throw new Problem(
            Kind.REFUSED, "cross-origin", "this came from another site's page: use our own page");
      }
      return handler.handle(request);
    };
  }

  private String host(Request request) {
    var named = request.headers().getOrDefault("host", List.of());
    if (named.size() == 1 && hosts.contains(named.getFirst().toLowerCase(Locale.ROOT))) {
      return named.getFirst().toLowerCase(Locale.ROOT);
    }
    throw new Problem(
        Kind.REFUSED,
        "wrong-host",
        "this host is not known by that name: use the address it prints");
  }

  private static boolean fromOwnPage(Request request, String host) {
    var site = request.header("sec-fetch-site");
    if (site.isPresent()) {
      return site.get().equals("same-origin") || site.get().equals("none");
    }
    return request.header("origin").map(origin -> names(origin, host)).orElse(true);
  }

  private static boolean names(String origin, String host) {
    try {
      return host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
