package dev.cloakroom.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.probe.Attempt.Expectation;
import dev.cloakroom.probe.Attempt.Kind;
import dev.cloakroom.probe.Outcome.Answer;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.FakeSandbox;
import dev.cloakroom.sandbox.LaunchPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProberTest {
  private static final List<Attempt> ATTEMPTS =
      List.of(
          new Attempt("a", Kind.READ, "/a b", Expectation.IMPOSSIBLE),
          new Attempt("b", Kind.CONNECT_TCP, "localhost 80", Expectation.IMPOSSIBLE));

  @Test
  void keepsThePlanButForTheCommand() throws InterruptedException {
    var sandbox = new FakeSandbox(_ -> 0);

    new Prober(Duration.ofSeconds(10)).run(sandbox, plan(), ATTEMPTS);

    var used = sandbox.plans().getFirst();
    assertThat(used.command()).startsWith("/bin/sh", "-c");
    assertThat(used).usingRecursiveComparison().ignoringFields("run", "command").isEqualTo(plan());
  }

  @Test
  void asksLineByLineAndReadsTheAnswers() throws InterruptedException {
    var sandbox = answering("read /a b\tno\tnot there\nconnect-tcp localhost 80\tyes\tconnected\n");

    var findings = new Prober(Duration.ofSeconds(10)).run(sandbox, plan(), ATTEMPTS);

    assertThat(findings)
        .containsExactly(
            new Finding(ATTEMPTS.get(0), new Outcome(Answer.NO, "not there")),
            new Finding(ATTEMPTS.get(1), new Outcome(Answer.YES, "connected")));
    assertThat(findings).extracting(Finding::asExpected).containsExactly(true, false);
  }

  @Test
  void countsWhatWasNotAnsweredAsDifferent() throws InterruptedException {
    var sandbox = answering("something else\n");

    var findings = new Prober(Duration.ofSeconds(10)).run(sandbox, plan(), ATTEMPTS);

    assertThat(findings).noneMatch(Finding::asExpected);
    assertThat(findings.get(1).found().detail()).contains("exit code 0");
  }

  @Test
  void stopsAProbeThatHangs() throws InterruptedException {
    var sandbox =
        new FakeSandbox(_ -> {
          Thread.currentThread().join();
          return 0;
        });

    var findings = new Prober(Duration.ofMillis(50)).run(sandbox, plan(), ATTEMPTS);

    assertThat(findings)
        .extracting(finding -> finding.found().answer())
        .containsOnly(Answer.COULD_NOT_TRY);
  }

  @Test
  void refusesATargetThatIsNotOneLine() {
    assertThatThrownBy(() -> new Attempt("x", Kind.READ, "/a\n/b", Expectation.IMPOSSIBLE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static FakeSandbox answering(String report) {
    return new FakeSandbox(inside -> {
      inside.input().readAllBytes();
      inside.output().write(report.getBytes(StandardCharsets.UTF_8));
      return 0;
    });
  }

  private static LaunchPlan plan() {
    return new LaunchPlan(
        "run-1", List.of("skill"), Path.of("/tmp"), Map.of("A", "1"), List.of(), Network.NONE);
  }
}
