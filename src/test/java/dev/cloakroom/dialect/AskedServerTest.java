package dev.cloakroom.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedServerTest {
  private static final List<String> HOSTS =
      List.of("github.com", "Registry.example:5000", "127.0.0.1:4000", "[::1]:4000");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "github.com",
        "GitHub.com",
        "github.com:443",
        "https://github.com",
        "https://github.com/v2/",
        "registry.example:5000",
        "http://127.0.0.1:4000",
        "http://[::1]:4000/x",
      })
  void isOneThatTokensMayBeSentTo(String server) {
    assertThat(AskedServer.of(server).isOneOf(HOSTS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://",
        "evil.example",
        "github.com.evil.example",
        "evil-github.com",
        "api.github.com",
        "http://github.com",
        "https://github.com:8443",
        "registry.example",
        "https://github.com@evil.example",
        "https://evil.example/github.com",
        "ssh://github.com",
        "https://github.com?x",
        "https://github.com#x",
        "github.com\nevil.example",
        "127.0.0.1",
      })
  void isNoneThatTokensMayBeSentTo(String server) {
    assertThat(AskedServer.of(server).isOneOf(HOSTS)).isFalse();
  }
}
