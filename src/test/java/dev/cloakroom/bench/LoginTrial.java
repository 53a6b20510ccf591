package dev.cloakroom.bench;

import dev.cloakroom.bench.Contender.Answer;
import dev.cloakroom.bench.Contender.None;
import dev.cloakroom.bench.Contender.Saying;
import dev.cloakroom.bench.Contender.Token;
import dev.cloakroom.chaos.ChaosClient;
import dev.cloakroom.chaos.ChaosClient.Told;
import java.util.Map;
import java.util.function.Predicate;

/// One client at one case of a login: it logs in once, then the verdict. No other client logs in at
/// that case meanwhile, so the families that come are its own.
///
/// Where it is to refuse, it first logs in where all is well: who can't, refuses for no reason.
record LoginTrial(Contender contender, Told theCase, ChaosClient chaos, Predicate<String> works) {
  /// Runs it, and returns the verdict; a dash when the client does no such logins.
  String run() {
    if (hopesForNone() && theCase.text("place").equals("callback")) {
      var well = contender.logIn(new Told(Map.of("case", "ok", "place", "callback")));
      if (well.isPresent() && !(well.get() instanceof Token)) {
        throw new AssertionError("it can't log in at all");
      }
    }
    long before = early();
    return contender.logIn(theCase).map(answer -> verdict(answer, early() > before)).orElse("–");
  }

  private String verdict(Answer answer, boolean early) {
    boolean none = hopesForNone();
    return switch (answer) {
      case Token(var text) when works.test(text) -> none ? "deceived" : early ? "hammered" : "ok";
      case Token _ -> "stale";
      case None(var saying) when saying == Saying.NOTHING -> "hung";
      case None _ -> !none ? "gave up" : early ? "hammered" : "ok";
    };
  }

  private boolean hopesForNone() {
    return theCase.text("hope").equals("none");
  }

  private long early() {
    return chaos.list("/chaos/families").stream()
        .filter(family -> family.text("case").equals(theCase.text("case")))
        .mapToLong(family -> family.number("early"))
        .sum();
  }
}
