package dev.cloakroom.http;

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
}
