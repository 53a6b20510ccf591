package dev.cloakroom.playground;

import dev.cloakroom.http.Reply;
import io.avaje.jsonb.Jsonb;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// A reply, read the way a client reads it.
record Exchange(Reply reply) {
  int status() {
    return reply.status();
  }

  String header(String name) {
    return Objects.requireNonNullElse(reply.headers().get(name), "");
  }

  String text() {
    return reply.body() instanceof Reply.Body.Whole(var bytes)
        ? new String(bytes, StandardCharsets.UTF_8)
        : "";
  }

  Map<String, Object> json() {
    return Jsonb.instance().type(Object.class).map().fromJson(text());
  }

  String field(String name) {
    return String.valueOf(json().get(name));
  }

  /// The parameters of the address that a redirect leads to.
  Map<String, String> answer() {
    var answer = new LinkedHashMap<String, String>();
    for (var pair : URI.create(header("Location")).getRawQuery().split("&", -1)) {
      var parts = pair.split("=", 2);
      answer.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return answer;
  }
}
