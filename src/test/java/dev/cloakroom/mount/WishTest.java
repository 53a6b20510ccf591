package dev.cloakroom.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WishTest {
  @ParameterizedTest
  @CsvSource({
    "/a/notes, /workspace/extra/notes, READ_ONLY",
    "/a/notes:ro, /workspace/extra/notes, READ_ONLY",
    "/a/notes:rw, /workspace/extra/notes, READ_WRITE",
    "/a/notes:in/it, /workspace/extra/in/it, READ_ONLY",
    "/a/notes:/data:rw, /data, READ_WRITE",
    "/a/ro, /workspace/extra/ro, READ_ONLY",
  })
  void readsWhatIsAskedFor(String text, Path container, Access access) {
    var wish = Wish.parse(text);

    assertThat(wish.host().toString()).isEqualTo(text.replaceFirst(":.*", ""));
    assertThat(wish.container()).isEqualTo(container);
    assertThat(wish.access()).isEqualTo(access);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "relative",
        "/a:",
        "/a::rw",
        "/a:/b:/c",
        "/a:/b:rx",
        "/a:/b:ro:rw",
        "/a:../b",
        "/a:/b/../c",
        "/a\n/b",
        "/a\0b",
        "rw",
        ":rw",
      })
  void refusesWhatHasAnotherForm(String text) {
    assertThatThrownBy(() -> Wish.parse(text))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("bad-mount"))
        .hasMessageNotContaining("\n");
  }
}
