package dev.cloakroom.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.probe.Attempt.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScriptTest {
  @Test
  void readsWordsByTabs() {
    var attempts =
        List.of(
            Attempt.can("a", Kind.READ, "/a b"),
            Attempt.cannot("b", Kind.PRESENT_PHANTOM, "http://x/").with(Secret.of("phantom")),
            Attempt.cannot("c", Kind.LEADS_OUT));

    assertThat(Script.input(attempts))
        .asString()
        .isEqualTo("read\t/a b\npresent-phantom\thttp://x/\tphantom\nleads-out\n");
  }

  @Test
  void believesAnAnswerOfThatNumberAlone() {
    assertThat(Script.outcome(3, "3\tyes\treadable")).isEqualTo(Outcome.yes("readable"));
    assertThat(Script.outcome(3, "3\tno\tnot there")).isEqualTo(Outcome.no("not there"));
    assertThat(Script.outcome(3, "3\tmaybe\tneeds curl")).isEqualTo(Outcome.notTried("needs curl"));
    assertThat(Script.outcome(3, "2\tno\tnot there").answer())
        .isEqualTo(Outcome.Answer.COULD_NOT_TRY);
    assertThat(Script.outcome(3, "no").answer()).isEqualTo(Outcome.Answer.COULD_NOT_TRY);
  }

  @Test
  void keepsAnImageFromWritingToTheTerminal() {
    var detail = Script.outcome(0, "0\tno\t\u001b[2J" + "x".repeat(500)).detail();

    assertThat(detail).hasSize(100).startsWith("?[2J");
  }

  @Test
  void showsNoSecretInWords() {
    var attempt = Attempt.cannot("b", Kind.PRESENT_PHANTOM, "http://x/").with(Secret.of("phantom"));

    assertThat(attempt.toString()).doesNotContain("phantom,").contains("[redacted]");
  }

  @Test
  void refusesATargetThatIsNotOneLine() {
    assertThatThrownBy(() -> Attempt.can("x", Kind.READ, "/a\n/b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
