package dev.cloakroom.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlFormTest {
  private static final Answers ANSWERS = new Answers(Map.of("name", "Ana & Ben"), List.of("allow"));

  @Test
  void sendsHiddenFieldsAndTheButtonPressed() {
    var form =
        theForm(
            """
            <form method=post action='/go'><input type="hidden" name="state" value="a&amp;b &lt;">
            <button name="decision" value="deny">Deny</button>
            <button value="allow" name="decision" class="main">Yes</button></form>
            """);

    var pressed = form.pressedBy(ANSWERS).orElseThrow();

    assertThat(form.method()).isEqualTo("POST");
    assertThat(form.action()).isEqualTo("/go");
    assertThat(form.filled(ANSWERS, pressed)).isEqualTo("state=a%26b+%3C&decision=allow");
  }

  @Test
  void knowsAButtonByWhatIsWrittenOnIt() {
    var form =
        theForm(
            "<form><button><b>ALLOW</b> </button><input type=submit value=Deny name=no></form>");

    assertThat(form.pressedBy(ANSWERS)).hasValue(new HtmlForm.Button("", "", "ALLOW"));
  }

  @Test
  void typesIntoTheFieldsItKnowsAndPressesTheOnlyButton() {
    var form =
        theForm(
            "<form><input name=name value=old><input name=note value=kept><input name=x type=checkbox>"
                + "<input name=y type=checkbox checked><button>Next</button></form>");

    var pressed = form.pressedBy(ANSWERS).orElseThrow();

    assertThat(form.filled(ANSWERS, pressed)).isEqualTo("name=Ana+%26+Ben&note=kept&y=on");
  }

  @Test
  void typesIntoNoHiddenField() {
    var form =
        theForm("<form><input name=name type=hidden value=kept><button>Allow</button></form>");

    var pressed = form.pressedBy(ANSWERS).orElseThrow();

    assertThat(form.filled(ANSWERS, pressed)).isEqualTo("name=kept");
  }

  @Test
  void pressesNothingThatNobodyAskedFor() {
    var form = theForm("<form><input name=search><button>Log out</button></form>");

    assertThat(form.pressedBy(ANSWERS)).isEmpty();
  }

  @Test
  void seesNoFormInAComment() {
    assertThat(HtmlForm.on("<!-- <form><button>Allow</button></form> -->")).isEmpty();
  }

  private static HtmlForm theForm(String page) {
    return HtmlForm.on(page).getFirst();
  }
}
