package dev.cloakroom.playground;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The fields of a form that was posted. A field sent empty counts as not sent (RFC 6749 section
/// 3.2).
record Form(Map<String, String> fields) {
  private static final String TYPE = "application/x-www-form-urlencoded";

  /// The form in a request; empty when the body is none, or sends a field twice.
  static Optional<Form> read(Request request) {
    var type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.split(";", 2)[0].strip().equals(TYPE)) {
      return Optional.empty();
    }
    try {
      return parse(new String(request.body(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) { // a broken % escape
      return Optional.empty();
    }
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  Optional<Secret> secret(String name) {
    return get(name).map(Secret::of);
  }

  private static Optional<Form> parse(String body) {
    var fields = new LinkedHashMap<String, String>();
    for (var pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      var name = decode(equals < 0 ? pair : pair.substring(0, equals));
      var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (!value.isEmpty() && fields.put(name, value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new Form(fields));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
