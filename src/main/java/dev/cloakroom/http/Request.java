package dev.cloakroom.http;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One request, read whole: bodies are bounded by the listener before a handler sees them.
///
/// @param method `GET`, `POST`, …
/// @param path the decoded path, without query
/// @param parameters the pattern's parameters, by name
/// @param query first value by name
/// @param headers values by lower-case name
/// @param body the bytes of the body; empty when there is none
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
public record Request(
    String method,
    String path,
    Map<String, String> parameters,
    Map<String, String> query,
    Map<String, List<String>> headers,
    byte[] body) {

  /// A parameter of the route's pattern.
  public String parameter(String name) {
    var value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter " + name);
    }
    return value;
  }

  /// A query parameter.
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /// The first value of a header; `name` in lower case.
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /// The first value of a cookie.
  public Optional<String> cookie(String name) {
    return headers.getOrDefault("cookie", List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(";", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /// The first value of a field of a form that was posted as `application/x-www-form-urlencoded`.
  public Optional<String> form(String name) {
    return Optional.ofNullable(form().get(name));
  }

  /// The first value by name of such a form; nothing when it is another body.
  public Map<String, String> form() {
    return isOf("application/x-www-form-urlencoded") ? Decoding.pairs(text()) : Map.of();
  }

  /// The body of a JSON request as text; another type, or none, is a problem.
  public String json() {
    if (!isOf("application/json")) {
      throw new Problem(
          Kind.USAGE, "json-expected", "this path takes JSON: send Content-Type application/json");
    }
    return text();
  }

  private boolean isOf(String contentType) {
    var type = header("content-type").orElse("");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon))
        .strip()
        .equalsIgnoreCase(contentType);
  }

  private String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
