package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Secret;
import io.avaje.jsonb.Jsonb;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes what a client sends to an authorization server: authenticated, and in the format and with
/// the headers that the catalogue names for the provider.
final class ClientRequest {
  private ClientRequest() {}

  /// A POST with `parameters`, and with what shows who the client is.
  static HttpRequest.Builder to(
      URI endpoint, Provider provider, Client client, Map<String, String> parameters) {
    var request = HttpRequest.newBuilder(endpoint);
    var all = new LinkedHashMap<>(parameters);
    var secret = client.secret();
    if (client.auth() == Client.Auth.BASIC && secret != null) {
      request.setHeader("Authorization", basic(client.id(), secret));
    } else {
      all.put("client_id", client.id());
    }
    if (client.auth() == Client.Auth.POST && secret != null) {
      secret.useText(text -> all.put("client_secret", text));
    }
    provider.quirks().tokenHeaders().forEach(request::setHeader);
    return body(request, provider.quirks().bodyFormat(), all);
  }

  private static HttpRequest.Builder body(
      HttpRequest.Builder request, Quirks.BodyFormat format, Map<String, String> parameters) {
    return switch (format) {
      case FORM ->
          request
              .setHeader("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form(parameters)));
      case JSON ->
          request
              .setHeader("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(Jsonb.instance().toJson(parameters)));
    };
  }

  /// RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
  private static String basic(String id, Secret secret) {
    var pair = secret.useText(text -> encode(id) + ":" + encode(text));
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  /// The parameters as a form, or as a query.
  static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
