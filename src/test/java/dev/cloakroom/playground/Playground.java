package dev.cloakroom.playground;

import dev.cloakroom.MutableClock;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A provider and its calendar without a port, and a client and a browser for them.
final class Playground {
  static final String REDIRECT = "http://127.0.0.1:4711/callback";
  static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters";
  static final Duration LIFETIME = Duration.ofSeconds(60);

  final MutableClock clock = new MutableClock(Instant.parse("2026-03-02T08:00:00Z"));
  final PlaygroundProvider provider =
      new PlaygroundProvider(
          new PlaygroundSettings(
              () -> URI.create("http://127.0.0.1:9000"),
              List.of(URI.create("http://127.0.0.1/callback")),
              LIFETIME,
              "canary-"),
          clock,
          new Random(7));
  private final List<Route> routes = new ArrayList<>(provider.routes());
  private final Map<String, List<String>> browserHeaders = new LinkedHashMap<>();

  Playground() {
    routes.addAll(new CalendarApi(provider, clock).routes());
  }

  /// An authorization request that is right in every way, for a test to spoil.
  static Map<String, String> request() {
    var query = new LinkedHashMap<String, String>();
    query.put("response_type", "code");
    query.put("client_id", PlaygroundProvider.CLIENT_ID);
    query.put("redirect_uri", REDIRECT);
    query.put("scope", "calendar");
    query.put("state", "st&te");
    query.put("code_challenge", Digest.challengeFor(Secret.of(VERIFIER)));
    query.put("code_challenge_method", "S256");
    return query;
  }

  Exchange authorize(Map<String, String> query) {
    var page = call("GET", "/authorize", query, Map.of(), "");
    var cookie = page.header("Set-Cookie").split(";", 2)[0];
    browserHeaders.put("cookie", List.of(cookie));
    return page;
  }

  /// The answer to a device that asks for `scope`.
  Exchange askForDevice(String scope) {
    return post(
        "/device_authorization", Map.of("client_id", PlaygroundProvider.CLIENT_ID, "scope", scope));
  }

  /// Types a device's code into its page, in a browser of its own.
  Exchange enterCode(String userCode) {
    var page = post("/device", Map.of("user_code", userCode));
    browserHeaders.put("cookie", List.of(page.header("Set-Cookie").split(";", 2)[0]));
    return page;
  }

  Exchange poll(String deviceCode) {
    return post(
        "/token",
        Map.of(
            "client_id",
            PlaygroundProvider.CLIENT_ID,
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            deviceCode));
  }

  Exchange page(String path, Map<String, String> query) {
    return call("GET", path, query, Map.of(), "");
  }

  Exchange logIn(String attempt, String name) {
    return post("/authorize/login", Map.of("attempt", attempt, "name", name));
  }

  Exchange consentPage(String attempt) {
    return call("GET", "/authorize/consent", Map.of("attempt", attempt), browserHeaders, "");
  }

  Exchange decide(String attempt, String decision) {
    return post("/authorize/consent", Map.of("attempt", attempt, "decision", decision));
  }

  List<String> cookies() {
    return browserHeaders.getOrDefault("cookie", List.of());
  }

  void useCookies(List<String> cookies) {
    browserHeaders.put("cookie", cookies);
  }

  void forgetCookies() {
    browserHeaders.clear();
  }

  static String attemptOn(Exchange page) {
    var field = Pattern.compile("name=\"attempt\" value=\"([^\"]+)\"").matcher(page.text());
    return field.find() ? field.group(1) : "";
  }

  /// A code for `name`, who allowed `scope`.
  String code(String name, String scope) {
    var query = request();
    query.put("scope", scope);
    var attempt = attemptOn(authorize(query));
    logIn(attempt, name);
    return Objects.requireNonNull(decide(attempt, "allow").answer().get("code"));
  }

  static Map<String, String> redemption(String code) {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "authorization_code");
    form.put("client_id", PlaygroundProvider.CLIENT_ID);
    form.put("code", code);
    form.put("redirect_uri", REDIRECT);
    form.put("code_verifier", VERIFIER);
    return form;
  }

  Exchange redeem(String code) {
    return post("/token", redemption(code));
  }

  /// The reply of the token endpoint after `name` allowed `scope`.
  Exchange connect(String name, String scope) {
    return redeem(code(name, scope));
  }

  Exchange refresh(String refreshToken) {
    return refresh(refreshToken, "");
  }

  Exchange refresh(String refreshToken, String scope) {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "refresh_token");
    form.put("client_id", PlaygroundProvider.CLIENT_ID);
    form.put("refresh_token", refreshToken);
    form.put("scope", scope);
    return post("/token", form);
  }

  Exchange revoke(String token) {
    return post("/revoke", Map.of("client_id", PlaygroundProvider.CLIENT_ID, "token", token));
  }

  /// Asks a protected resource, with a token.
  Exchange get(String path, String accessToken) {
    return get(path, accessToken, Map.of());
  }

  Exchange get(String path, String accessToken, Map<String, String> query) {
    return call("GET", path, query, Map.of("authorization", List.of("Bearer " + accessToken)), "");
  }

  Exchange getWithoutToken(String path) {
    return call("GET", path, Map.of(), Map.of(), "");
  }

  Exchange post(String path, Map<String, String> form) {
    var body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return postRaw(path, body);
  }

  Exchange postRaw(String path, String body) {
    var headers = new LinkedHashMap<>(browserHeaders);
    headers.put("content-type", List.of("application/x-www-form-urlencoded; charset=UTF-8"));
    return call("POST", path, Map.of(), headers, body);
  }

  private Exchange call(
      String method,
      String path,
      Map<String, String> query,
      Map<String, List<String>> headers,
      String body) {
    for (var route : routes) {
      var match = Pattern.compile(route.pattern().replace("{id}", "([^/]+)")).matcher(path);
      if (route.method().equals(method) && match.matches()) {
        Map<String, String> parameters =
            match.groupCount() == 0 ? Map.of() : Map.of("id", match.group(1));
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var request = new Request(method, path, parameters, query, headers, bytes);
        return new Exchange(route.handler().handle(request));
      }
    }
    throw new AssertionError("no route for " + method + " " + path);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
