package dev.cloakroom.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {
  private static final String EVIL = "<script>alert('x')</script>\" onload=\"&";

  @Test
  void escapesTextAttributesAndTitles() {
    var page =
        Page.titled(EVIL)
            .with(Html.text(EVIL), Html.element("p", EVIL))
            .with(Html.element("input", Map.of("value", EVIL)));

    var html = body(page.reply(200));

    assertThat(html).doesNotContain("<script", "\" onload", "'x'");
    assertThat(html)
        .contains(
            "value=\"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; onload=&quot;&amp;\"");
  }

  @Test
  void nestsElements() {
    var list = Html.element("ul", Html.element("li", "a & b"), Html.element("br"));

    assertThat(list.markup()).isEqualTo("<ul><li>a &amp; b</li><br></ul>");
  }

  @Test
  void writesAnEmptyValueAndALoneAttribute() {
    var input = Html.element("input", Map.of("value", "", "disabled", ""));

    assertThat(input.markup()).isEqualTo("<input disabled value=\"\">");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "\njavascript:x",
        "data:text/html,x",
        "HTTPX:x"
      })
  void linksToTheWebOnly(String target) {
    assertThatThrownBy(() -> Html.element("a", Map.of("href", target)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example/b?c=d:e", "/consent/1?x=a:b", "#here", "next", ""})
  void linksToTheWeb(String target) {
    assertThat(Html.element("a", Map.of("href", target)).markup()).startsWith("<a href");
  }

  @Test
  void hasNoScriptsAndNoEvents() {
    assertThatThrownBy(() -> Html.element("script", "x")).hasMessageContaining("script");
    assertThatThrownBy(() -> Html.element("p", Map.of("onclick", "x"))).hasMessageContaining("on");
    assertThatThrownBy(() -> Html.element("p x", "y")).hasMessageContaining("no name");
  }

  @Test
  void loadsNothingButItsOwnAssets() {
    var reply = Page.titled("Hello").reply(200);

    assertThat(reply.headers().get("Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    assertThat(Page.assets()).extracting(Route::pattern).allMatch(body(reply)::contains).hasSize(2);
  }

  @Test
  void leadsOnwardWithoutMarkupOfAnybodys() {
    var reply = Page.onward("On", URI.create("https://a.example/?q='%22%3E&r=1")).reply(200);

    assertThat(body(reply))
        .contains("content=\"0;url=https://a.example/?q=&#39;%22%3E&amp;r=1\" http-equiv")
        .contains("href=\"https://a.example/?q=&#39;%22%3E&amp;r=1\"");
  }

  private static String body(Reply reply) {
    return reply.body() instanceof Reply.Body.Whole(var bytes) ? new String(bytes, UTF_8) : "";
  }
}
