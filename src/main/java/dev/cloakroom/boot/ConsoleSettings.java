package dev.cloakroom.boot;

import dev.cloakroom.catalog.Section;
import dev.cloakroom.console.Setting;
import dev.cloakroom.http.AddressRange;
import dev.cloakroom.http.HostCheck;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the console listens, under which address browsers find it, and who may connect.
///
/// @param address to listen on; another than this machine's own loopback needs a `publicUrl`
/// @param port to listen on; 0 for any that is free
/// @param publicUrl what browsers call it, behind a reverse proxy; null for the loopback address
/// @param trustedProxies who may connect besides this machine
record ConsoleSettings(
    InetAddress address, int port, @Nullable URI publicUrl, List<AddressRange> trustedProxies) {
  private static final int USUAL_PORT = 7878;
  private static final int HIGHEST_PORT = 65_535;

  static ConsoleSettings of(Section section) {
    section.allowOnly(Set.of("address", "port", "public-url", "trusted-proxies"));
    var address = address(section);
    var url = publicUrl(section);
    var proxies =
        section.texts("trusted-proxies", List.of()).stream()
            .map(text -> AddressRange.of(text).orElseThrow(() -> badProxy(section, text)))
            .toList();
    if (!address.isLoopbackAddress() && (url == null || proxies.isEmpty())) {
      throw new Problem(
          Kind.USAGE,
          "console-exposed",
          "%s is not this machine alone: name the reverse proxy's address under %s, and what browsers call it under %s."
              .formatted(
                  section.pathOf("address"),
                  section.pathOf("trusted-proxies"),
                  section.pathOf("public-url")));
    }
    return new ConsoleSettings(
        address, section.number("port", USUAL_PORT, 0, HIGHEST_PORT), url, proxies);
  }

  private static InetAddress address(Section section) {
    var text = section.text("address", "127.0.0.1");
    return AddressRange.of(text)
        .filter(_ -> !text.contains("/"))
        .map(AddressRange::base)
        .orElseThrow(() ->
            new Problem(
                Kind.USAGE,
                "bad-address",
                section.pathOf("address") + " is not an address, such as 127.0.0.1 or 10.0.0.5."));
  }

  private static @Nullable URI publicUrl(Section section) {
    var text = section.text("public-url", "");
    if (text.isEmpty()) {
      return null;
    }
    try {
      var url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean plain = url.toString().equals(url.getScheme() + "://" + url.getAuthority());
      boolean safe = "https".equals(url.getScheme()) || "localhost".equals(url.getHost());
      if (plain && safe && url.getHost() != null && url.getUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException _) {
      // told below, like every other address that won't do
    }
    throw new Problem(
        Kind.USAGE,
        "bad-public-url",
        section.pathOf("public-url")
            + " is not an address for browsers: write https://HOST or https://HOST:PORT, without a path.");
  }

  private static Problem badProxy(Section section, String text) {
    return new Problem(
        Kind.USAGE,
        "bad-address",
        "%s: %s is neither an address nor a range such as 10.0.0.0/8."
            .formatted(section.pathOf("trusted-proxies"), text.replaceAll("[^\\x20-\\x7e]", "?")));
  }

  InetSocketAddress socket() {
    return new InetSocketAddress(address, port);
  }

  /// Whether somebody at that address may connect.
  boolean mayConnect(InetAddress peer) {
    return peer.isLoopbackAddress()
        || trustedProxies.stream().anyMatch(range -> range.contains(peer));
  }

  /// What browsers call it.
  ///
  /// @param listening the port that it has
  URI base(int listening) {
    return publicUrl == null ? URI.create("http://127.0.0.1:" + listening) : publicUrl;
  }

  /// The names that a browser may know it by.
  HostCheck check(int listening) {
    var check = HostCheck.loopback(listening);
    return publicUrl == null ? check : check.and(publicUrl.getAuthority().toLowerCase(Locale.ROOT));
  }

  List<Setting> shown() {
    return List.of(
        new Setting("console.address", address.getHostAddress(), "where the console listens"),
        new Setting("console.port", Integer.toString(port), "on which port"),
        new Setting(
            "console.public-url",
            publicUrl == null ? "none" : publicUrl.toString(),
            "what browsers call it, and where providers send them back to"),
        new Setting(
            "console.trusted-proxies",
            trustedProxies.isEmpty()
                ? "none"
                : String.join(", ", trustedProxies.stream().map(AddressRange::toString).toList()),
            "who may connect besides this machine"));
  }
}
