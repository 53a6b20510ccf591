package dev.cloakroom.chaos;

import java.util.List;

/// Replies that get lost or come late, before and after the grant is made.
final class Losing {
  static final List<Case> CASES =
      List.of(
          Case.of(
                  "lost-reply",
                  1,
                  "Rotates, then closes the connection without a reply, once; nobody can save this grant.",
                  turn -> turn.grantedAs(reply -> reply.delivered(Delivery.CUT)))
              .hoping(Hope.LOST),
          Case.of(
                  "lost-reply-leeway",
                  1,
                  "The same where a spent refresh token works for 30 seconds more.",
                  turn -> turn.grantedAs(reply -> reply.delivered(Delivery.CUT)))
              .rotating(Rotation.LEEWAY),
          Case.of(
                  "lost-reply-no-rotation",
                  1,
                  "The same where refresh tokens stay.",
                  turn -> turn.grantedAs(reply -> reply.delivered(Delivery.CUT)))
              .rotating(Rotation.NONE),
          Case.of(
              "lost-request",
              1,
              "Closes the connection before it has looked at the request, once.",
              _ -> Reply.empty(200).delivered(Delivery.CUT)),
          Case.of(
                  "half-reply",
                  1,
                  "Grants, sends half of the body and closes the connection, once; a spent refresh token works for 30 seconds more.",
                  turn -> turn.grantedAs(reply -> reply.delivered(Delivery.HALF)))
              .rotating(Rotation.LEEWAY),
          Case.of(
                  "500-after-grant",
                  1,
                  "Grants, and answers 500 all the same, once; a spent refresh token works for 30 seconds more.",
                  turn -> turn.grantedAs(_ -> Turn.busy(500)))
              .rotating(Rotation.LEEWAY),
          Case.of(
              "slow",
              1,
              "Grants, and answers five seconds later, once.",
              turn -> turn.grantedAs(reply -> reply.delivered(Delivery.SLOW))),
          Case.of(
              "trickle",
              1,
              "Grants, and sends the body a few bytes at a time over five seconds, once.",
              turn -> turn.grantedAs(reply -> reply.delivered(Delivery.TRICKLE))),
          Case.of(
              "hang",
              1,
              "Does nothing, and keeps the connection open for ten minutes, once.",
              _ -> Reply.empty(200).delivered(Delivery.HANG)));

  private Losing() {}
}
