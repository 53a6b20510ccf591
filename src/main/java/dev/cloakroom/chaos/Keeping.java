package dev.cloakroom.chaos;

import static dev.cloakroom.chaos.Case.ALWAYS;

import java.util.List;

/// What servers do with the refresh token: kept, rotated, or not mentioned.
final class Keeping {
  static final List<Case> CASES =
      List.of(
          Case.of(
                  "single",
                  ALWAYS,
                  "Rotates; a spent refresh token is refused, and the family lives on (Spring Authorization Server).",
                  Turn::granted)
              .rotating(Rotation.SINGLE),
          Case.of(
                  "leeway",
                  ALWAYS,
                  "Rotates; a spent refresh token works for 30 seconds more (Okta, Atlassian, Xero with other times).",
                  Turn::granted)
              .rotating(Rotation.LEEWAY),
          Case.of(
                  "no-rotation",
                  ALWAYS,
                  "Does not rotate, and repeats the refresh token in each reply (Keycloak as it comes).",
                  Turn::granted)
              .rotating(Rotation.NONE),
          Case.of(
                  "no-refresh-token",
                  ALWAYS,
                  "Does not rotate, and sends no refresh token: the old one stays (Google, Spotify, Dropbox).",
                  turn -> turn.granted(reply -> reply.remove("refresh_token")))
              .rotating(Rotation.NONE),
          Case.of(
                  "refresh-token-empty",
                  ALWAYS,
                  "Does not rotate, and sends an empty refresh token: the old one stays.",
                  turn -> turn.granted(reply -> reply.put("refresh_token", "")))
              .rotating(Rotation.NONE),
          Case.of(
                  "refresh-token-null",
                  ALWAYS,
                  "Does not rotate, and sends `null` as the refresh token: the old one stays.",
                  turn ->
                      turn.grantedAs(reply ->
                          reply.withBody(body ->
                              body.replaceFirst(
                                  "\"refresh_token\":\"[^\"]*\"", "\"refresh_token\":null"))))
              .rotating(Rotation.NONE),
          Case.of(
                  "same-access-token",
                  ALWAYS,
                  "Does not rotate, and sends the access token that is out already, with a later end (Strava).",
                  Turn::prolonged)
              .rotating(Rotation.NONE));

  private Keeping() {}
}
