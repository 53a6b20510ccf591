package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.wire.DialectView;
import dev.cloakroom.wire.DialectView.DeliveryView;
import dev.cloakroom.wire.Wire;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DialectsCommandTest extends WithFakeHost {
  private static final DialectView TOOL =
      new DialectView(
          "tool",
          "Tool 2.1",
          List.of("acme"),
          List.of(
              new DeliveryView(
                  "token-endpoint",
                  "a phantom",
                  Map.of("TOOL_URL", "http://x"),
                  Map.of("/home/.tool/auth", "the run's own")),
              new DeliveryView("access-file", "the token", Map.of(), Map.of())));

  @Test
  void listsThemWithTheModeThatIsChosen() {
    host.answers("GET /v1/dialects", Wire.json(DialectView.class, List.of(TOOL)));

    assertThat(shell.run("dialects")).isZero();
    assertThat(shell.out())
        .isEqualTo(
            """
            DIALECT  TOOL      MODE            THE RUN HOLDS  OR BY
            tool     Tool 2.1  token-endpoint  a phantom      access-file
            """);
  }

  @Test
  void tellsOfOne() {
    host.answers("GET /v1/dialects/{name}", Wire.json(TOOL));

    assertThat(shell.run("dialects", "tool")).isZero();
    assertThat(shell.out())
        .isEqualTo(
            """
            tool: Tool 2.1
            for accounts of acme

            token-endpoint: a phantom
              TOOL_URL=http://x
              /home/.tool/auth: the run's own

            access-file: the token
            """);
  }

  @Test
  void printsJson() {
    host.answers("GET /v1/dialects", Wire.json(DialectView.class, List.of(TOOL)));

    assertThat(shell.run("dialects", "--json")).isZero();
    assertThat(Wire.readList(DialectView.class, shell.out())).containsExactly(TOOL);
  }

  @Test
  void refusesWhatIsNoName() {
    assertThat(shell.run("dialects", "../x")).isEqualTo(2);
    assertThat(shell.err()).contains("[bad-name]");
  }
}
