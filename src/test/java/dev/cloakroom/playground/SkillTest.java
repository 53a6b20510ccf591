package dev.cloakroom.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SkillTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path CURL = Path.of("/usr/bin/curl");

  @Test
  void takesTheFirstLanguageThatTheSandboxHas() {
    assertThat(Skill.choose(Set.of(PYTHON, CURL)::contains)).isEqualTo(Skill.PYTHON);
    assertThat(Skill.choose(Set.of(CURL)::contains)).isEqualTo(Skill.CURL);
    assertThat(Skill.choose(_ -> false)).isEqualTo(Skill.JAVA);
  }

  @Test
  void saysHowItIsRun() {
    var java = Path.of("/opt/jdk/bin/java");
    var installed = Path.of("/workspace/ShowCalendar.java");

    assertThat(Skill.JAVA.command(installed, java))
        .containsExactly("/opt/jdk/bin/java", "/workspace/ShowCalendar.java");
  }

  @ParameterizedTest
  @EnumSource(Skill.class)
  void comesWithTheApplication(Skill skill) {
    assertThat(new String(skill.source(), StandardCharsets.UTF_8)).contains("AUTH_REQUIRED:");
  }
}
