package dev.cloakroom.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostCheckTest {
  private static final String HOST = "127.0.0.1:7878";
  private final Handler checked = HostCheck.loopback(7878).apply(_ -> Reply.noContent());

  @ParameterizedTest
  @CsvSource({"127.0.0.1:7878", "LOCALHOST:7878", "[::1]:7878"})
  void knowsItsNames(String host) {
    assertThat(checked.handle(request("POST", host, Map.of())).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({"evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:7878.evil.example", "''"})
  void refusesOtherNames(String host) {
    assertRefused("wrong-host", request("GET", host, Map.of()));
  }

  @Test
  void refusesNoNameAndTwo() {
    assertRefused("wrong-host", new Request("GET", "/", Map.of(), Map.of(), Map.of(), new byte[0]));
    var two = Map.of("host", List.of(HOST, "evil.example"));
    assertRefused("wrong-host", new Request("GET", "/", Map.of(), Map.of(), two, new byte[0]));
  }

  @ParameterizedTest
  @CsvSource({
    "sec-fetch-site, cross-site",
    "sec-fetch-site, same-site",
    "origin, http://evil.example",
    "origin, http://127.0.0.1:7879",
    "origin, http://127.0.0.1:7878.evil.example",
    "origin, null",
    "origin, '%%'",
  })
  void refusesChangesFromOtherPages(String header, String value) {
    assertRefused("cross-origin", request("POST", HOST, Map.of(header, value)));
    assertRefused("cross-origin", request("DELETE", HOST, Map.of(header, value)));
  }

  @ParameterizedTest
  @CsvSource({
    "sec-fetch-site, same-origin",
    "sec-fetch-site, none",
    "origin, http://127.0.0.1:7878"
  })
  void takesChangesFromItsOwnPages(String header, String value) {
    var request = request("POST", HOST, Map.of(header, value));

    assertThat(checked.handle(request).status()).isEqualTo(204);
  }

  @Test
  void letsLinksFromOtherPagesIn() {
    var followed = request("GET", HOST, Map.of("sec-fetch-site", "cross-site"));

    assertThat(checked.handle(followed).status()).isEqualTo(204);
  }

  private void assertRefused(String code, Request request) {
    assertThatThrownBy(() -> checked.handle(request))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
  }

  private static Request request(String method, String host, Map<String, String> more) {
    var headers = new HashMap<String, List<String>>();
    headers.put("host", List.of(host));
    more.forEach((name, value) -> headers.put(name, List.of(value)));
    return new Request(method, "/", Map.of(), Map.of(), headers, new byte[0]);
  }
}
