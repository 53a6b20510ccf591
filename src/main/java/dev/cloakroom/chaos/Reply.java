package dev.cloakroom.chaos;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What a call is answered with, and how.
record Reply(int status, Map<String, String> headers, String body, Delivery delivery) {
  static Reply of(int status, String type, String body) {
    var headers = new LinkedHashMap<String, String>();
    if (!type.isEmpty()) {
      headers.put("Content-Type", type);
    }
    return new Reply(status, headers, body, Delivery.WHOLE);
  }

  static Reply json(int status, Object document) {
    return of(status, "application/json", Json.write(document)).with("Cache-Control", "no-store");
  }

  static Reply html(int status) {
    return of(
        status,
        "text/html; charset=utf-8",
        "<!DOCTYPE html>\n<html><head><title>Please wait</title></head>"
            + "<body><h1>We are checking your browser</h1></body></html>\n");
  }

  static Reply empty(int status) {
    return of(status, "", "");
  }

  static Reply error(int status, String code, String description) {
    return json(status, Json.object("error", code, "error_description", description));
  }

  static Reply redirect(int status, String to) {
    return empty(status).with("Location", to);
  }

  Reply with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, body, delivery);
  }

  Reply delivered(Delivery how) {
    return new Reply(status, headers, body, how);
  }

  Reply withBody(UnaryOperator<String> change) {
    return new Reply(status, headers, change.apply(body), delivery);
  }
}
