package dev.cloakroom.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.probe.Attempt.Expectation;
import dev.cloakroom.probe.Attempt.Kind;
import dev.cloakroom.probe.Outcome.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProofTableTest {
  @Test
  void alignsColumnsAndMarksWhatDiffers() {
    var table =
        ProofTable.render(
            List.of(
                finding("read the vault", Expectation.IMPOSSIBLE, Answer.NO, "not there"),
                finding("read its own token", Expectation.POSSIBLE, Answer.YES, ""),
                finding("read the key", Expectation.IMPOSSIBLE, Answer.YES, "readable"),
                finding(
                    "reach the host", Expectation.IMPOSSIBLE, Answer.COULD_NOT_TRY, "no curl")));

    assertThat(table)
        .isEqualTo(
            """
            tried               expected  found                ok
            read the vault      no        no (not there)       ok
            read its own token  yes       yes                  ok
            read the key        no        yes (readable)       DIFFERS
            reach the host      no        not tried (no curl)  DIFFERS
            """);
  }

  private static Finding finding(String what, Expectation expected, Answer answer, String detail) {
    return new Finding(new Attempt(what, Kind.READ, "/x", expected), new Outcome(answer, detail));
  }
}
