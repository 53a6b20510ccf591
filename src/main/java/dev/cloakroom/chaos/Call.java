package dev.cloakroom.chaos;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One request as it came.
///
/// @param path its address up to the question mark
/// @param headers by their name in lower case
record Call(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {

  /// A field of the form in its body; one sent empty counts as not sent (RFC 6749 section 3.2).
  Optional<String> field(String name) {
    return Optional.ofNullable(fields(body).get(name)).filter(value -> !value.isEmpty());
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /// The name of the client, however it is told; empty when it is told nowhere.
  String client() {
    return field("client_id").or(this::basicClient).orElse("");
  }

  /// The token in its `Authorization` header.
  Optional<String> bearer() {
    return authorization("bearer ");
  }

  private Optional<String> basicClient() {
    return authorization("basic ")
        .map(Call::decodeBasic)
        .map(text -> decode(text.split(":", 2)[0]));
  }

  private Optional<String> authorization(String scheme) {
    var header = headers.getOrDefault("authorization", "");
    return header.regionMatches(true, 0, scheme, 0, scheme.length())
        ? Optional.of(header.substring(scheme.length()).strip())
        : Optional.empty();
  }

  private static String decodeBasic(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) { // no client that anybody knows
      return "";
    }
  }

  /// The pairs of a form or a query; the last of a name counts.
  static Map<String, String> fields(String form) {
    var fields = new HashMap<String, String>();
    for (var pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) { // a broken % escape stands for itself
      return text;
    }
  }
}
