package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import org.junit.jupiter.api.Test;

final class FakeSandboxTest extends SandboxContract {
  @Override
  Sandbox sandboxFor(Errand errand) {
    return new FakeSandbox(errand.java());
  }

  @Test
  void remembersPlansAndFailsWhenTold() throws Exception {
    var problem = new Problem(Kind.FAILED, "told-to", "as told");
    var sandbox = new FakeSandbox(_ -> 0).failNext(problem);

    assertThatThrownBy(() -> sandbox.start(plan("first"))).isSameAs(problem);
    sandbox.start(plan("second")).waitFor();

    assertThat(sandbox.plans()).containsExactly(plan("first"), plan("second"));
  }
}
