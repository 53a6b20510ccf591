package dev.cloakroom.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Request;
import dev.cloakroom.json.JsonText;
import dev.cloakroom.problem.Problem;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client asks at an endpoint of OAuth: the fields of a form, or of a JSON object where a
/// tool sends one; and how the client presents itself, by HTTP Basic or among the fields.
///
/// @param fields by name; their values may be secrets, so this is never printed
/// @param clientId as it presents itself; null when it does not
/// @param clientSecret what proves it; null when nothing does
record Asked(Map<String, String> fields, @Nullable String clientId, @Nullable Secret clientSecret) {
  private static final String BASIC = "Basic ";
  private static final String ID = "client_id";
  private static final String PROOF = "client_secret";

  /// Reads a request.
  ///
  /// @throws Refusal when it is none, or presents its client in two ways (RFC 6749 section 2.3)
  static Asked of(Request request) {
    var fields = fieldsOf(request);
    var authorization = request.header("authorization");
    if (authorization.isEmpty()) {
      return new Asked(fields, fields.get(ID), secret(fields.get(PROOF)));
    }
    if (fields.containsKey(PROOF)) {
      throw Refusal.request("The client presents itself in two ways: use HTTP Basic or the body.");
    }
    return basic(fields, authorization.get());
  }

  /// A field that has to be there.
  String required(String name) {
    return optional(name)
        .orElseThrow(() -> Refusal.request("The field %s is missing.".formatted(name)));
  }

  /// The same, where it is a secret.
  Secret requiredSecret(String name) {
    return Secret.of(required(name));
  }

  Optional<String> optional(String name) {
    return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
  }

  private static Asked basic(Map<String, String> fields, String header) {
    if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      throw Refusal.client();
    }
    try {
      var decoded = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      var pair = new String(decoded, UTF_8).split(":", 2);
      var id = URLDecoder.decode(pair[0], UTF_8);
      if (!fields.getOrDefault(ID, id).equals(id)) {
        throw Refusal.request("The client presents itself by two names.");
      }
      return new Asked(
          fields, id, secret(pair.length == 1 ? null : URLDecoder.decode(pair[1], UTF_8)));
    } catch (IllegalArgumentException _) {
      throw Refusal.client();
    }
  }

  private static @Nullable Secret secret(@Nullable String text) {
    return text == null || text.isEmpty() ? null : Secret.of(text);
  }

  private static Map<String, String> fieldsOf(Request request) {
    try {
      return request.header("content-type").orElse("").startsWith("application/json")
          ? members(request.json())
          : request.form();
    } catch (Problem | JsonText.MalformedException e) {
      throw Refusal.request("The body is neither a form nor a JSON object.");
    }
  }

  private static Map<String, String> members(String json) {
    if (!(JsonText.read(json) instanceof Map<?, ?> members)) {
      throw new JsonText.MalformedException();
    }
    var fields = new LinkedHashMap<String, String>();
    members.forEach((name, value) -> {
      if (value instanceof String text) {
        fields.put(String.valueOf(name), text);
      }
    });
    return fields;
  }

  @Override
  public String toString() {
    return "Asked" + fields.keySet();
  }
}
