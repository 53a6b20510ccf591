package dev.cloakroom.chaos;

import static dev.cloakroom.chaos.Case.ALWAYS;

import java.util.List;

/// Errors: of grants that are dead, and of grants that are not.
final class Refusing {
  static final List<Case> CASES =
      List.of(
          dead("invalid-grant", "Answers 400 `invalid_grant`: the grant is dead.", 400),
          dead("invalid-grant-401", "The same with status 401.", 401),
          dead("invalid-grant-403", "The same with status 403 (Atlassian).", 403),
          dead("invalid-grant-200", "The same with status 200 (Zoho with its own word).", 200),
          Case.of(
                  "bad-refresh-token",
                  ALWAYS,
                  "Answers 200 with the error `bad_refresh_token`: the grant is dead (GitHub).",
                  turn -> turn.dead(200, "bad_refresh_token"))
              .hoping(Hope.DEAD),
          Case.of(
                  "refresh-token-reused",
                  ALWAYS,
                  "Answers 401 with the error `refresh_token_reused`: the grant is dead (OpenAI).",
                  turn -> turn.dead(401, "refresh_token_reused"))
              .hoping(Hope.DEAD),
          Case.of(
              "invalid-client",
              2,
              "Answers 401 `invalid_client`, twice, as after a changed secret; the grant lives.",
              _ ->
                  Reply.error(401, "invalid_client", "who are you?")
                      .with("WWW-Authenticate", "Basic realm=\"chaos\"")),
          Case.of(
              "unknown-error",
              2,
              "Answers 400 with an error that no standard knows, twice; the grant lives.",
              _ -> Reply.error(400, "computer_says_no", "and nothing else")),
          Case.of(
              "error-object",
              2,
              "Answers 400 with an object where the error's name should be, twice; the grant lives.",
              _ ->
                  Reply.json(
                      400, Json.object("error", Json.object("code", 400, "message", "not today")))),
          Case.of(
              "error-beside-token",
              ALWAYS,
              "Grants, with an empty `error` beside the tokens.",
              turn -> turn.granted(reply -> reply.put("error", ""))));

  private Refusing() {}

  private static Case dead(String id, String sentence, int status) {
    return Case.of(id, ALWAYS, sentence, turn -> turn.dead(status, "invalid_grant"))
        .hoping(Hope.DEAD);
  }
}
