package dev.cloakroom.chaos;

import static dev.cloakroom.chaos.Case.ALWAYS;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Grants whose replies are odd in their words, their JSON or their bytes.
final class OddReply {
  private static final int BIG = 1_000_000;

  static final List<Case> CASES =
      List.of(
          Case.of(
              "type-html",
              ALWAYS,
              "Sends its JSON as `text/html`.",
              turn -> turn.grantedAs(reply -> reply.with("Content-Type", "text/html"))),
          Case.of(
              "type-missing",
              ALWAYS,
              "Sends its JSON without a content type.",
              turn -> turn.grantedAs(reply -> Reply.of(200, "", reply.body()))),
          Case.of(
              "form-encoded",
              ALWAYS,
              "Answers with a form in place of JSON (GitHub, when not asked for JSON).",
              turn -> turn.grantedAs(OddReply::asForm)),
          Case.of(
              "token-type-missing",
              ALWAYS,
              "Sends no `token_type`.",
              turn -> turn.granted(reply -> reply.remove("token_type"))),
          Case.of(
              "token-type-lower",
              ALWAYS,
              "Sends `bearer` in lower case.",
              turn -> turn.granted(reply -> reply.put("token_type", "bearer"))),
          Case.of(
              "token-type-odd",
              ALWAYS,
              "Sends a `token_type` of its own, for a token that is a bearer token all the same.",
              turn -> turn.granted(reply -> reply.put("token_type", "Chaos-oauthtoken"))),
          Case.of(
              "scope-less",
              ALWAYS,
              "Grants less scope than before.",
              turn -> turn.granted(reply -> reply.put("scope", "calendar"))),
          Case.of(
              "scope-array",
              ALWAYS,
              "Sends the scopes as an array (Twitch).",
              turn ->
                  turn.granted(reply -> reply.put("scope", List.of("calendar", "offline_access")))),
          Case.of(
              "scope-missing",
              ALWAYS,
              "Sends no scope: all stays as it was.",
              turn -> turn.granted(reply -> reply.remove("scope"))),
          text("bom", "Sends a byte order mark before its JSON.", body -> "\uFEFF" + body),
          text(
              "duplicate-keys",
              "Sends a member twice; the last one counts.",
              body -> body.replaceFirst("\\{", "{\"refresh_token\":\"not-this-one\",")),
          text(
              "big-body",
              "Sends a megabyte of JSON.",
              body -> body.replaceFirst("}$", ",\"padding\":\"" + "x".repeat(BIG) + "\"}")),
          Case.of(
              "gzip",
              ALWAYS,
              "Sends its JSON compressed, whatever the client accepts.",
              turn -> turn.grantedAs(reply -> reply.delivered(Delivery.GZIP))),
          broken(
              "broken-chunks",
              "Sends its JSON in a chunk, then what is no chunk, once; a spent refresh token works for 30 seconds more.",
              Delivery.BROKEN_CHUNKS),
          broken(
              "length-too-long",
              "Sends less than its `Content-Length`, once; a spent refresh token works for 30 seconds more.",
              Delivery.LENGTH_TOO_LONG),
          broken(
              "length-too-short",
              "Sends more than its `Content-Length`, once; a spent refresh token works for 30 seconds more.",
              Delivery.LENGTH_TOO_SHORT));

  private OddReply() {}

  private static Case text(String id, String sentence, UnaryOperator<String> change) {
    return Case.of(id, ALWAYS, sentence, turn -> turn.grantedAs(reply -> reply.withBody(change)));
  }

  private static Case broken(String id, String sentence, Delivery delivery) {
    return Case.of(id, 1, sentence, turn -> turn.grantedAs(reply -> reply.delivered(delivery)))
        .rotating(Rotation.LEEWAY);
  }

  private static Reply asForm(Reply reply) {
    var form =
        Json.members(reply.body()).entrySet().stream()
            .map(member -> member.getKey() + "=" + encoded(member.getValue()))
            .collect(Collectors.joining("&"));
    return Reply.of(200, "application/x-www-form-urlencoded; charset=utf-8", form);
  }

  private static String encoded(Object value) {
    var text =
        value instanceof Number number ? Long.toString(number.longValue()) : value.toString();
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
