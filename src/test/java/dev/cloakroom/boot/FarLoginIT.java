package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.oauth.BrowserVisitor;
import dev.cloakroom.oauth.OidcProvider;
import dev.cloakroom.playground.Answers;
import dev.cloakroom.playground.Visitor;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Logins of a person whose browser is elsewhere, through the whole program, at a server that we
/// did not write and at the playground.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FarLoginIT {
  private static final Pattern CODE = Pattern.compile("\n  (http\\S+)\n  (\\S+)\n");

  private OidcProvider server;

  @BeforeAll
  void start() {
    server = OidcProvider.start(Duration.ofMinutes(5));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aCodeConnectsAtARealServer(@TempDir Path folder) {
    try (var home = new LocalHome(folder, server);
        var _ = home.open()) {
      var connect = home.prompt().start("connect", "local", "--as", "ana", "--device", "--yes");

      BrowserVisitor.named("ana").visit(page(connect), "x:");

      assertThat(connect.exit()).as(connect.toString()).isZero();
      assertThat(connect.out()).endsWith("Connected local/ana, which is ana.\n");
      assertThat(home.ask().generation()).isEqualTo(1);
      assertThat(new Marks(home.turnstile().tokens()).inFiles(folder)).isEmpty();
    }
  }

  @Test
  void aCodeConnectsAtThePlayground(@TempDir Path folder) {
    try (var home = new GoogleHome(folder, Duration.ofHours(1));
        var _ = home.open();
        var phone = new Visitor()) {
      var connect = home.prompt().start("connect", "google-calendar", "--device", "--yes");

      phone.visit(page(connect), new Answers(Map.of("name", "Ana"), List.of("continue", "allow")));

      assertThat(connect.exit()).as(connect.toString()).isZero();
      assertThat(connect.out())
          .endsWith("Connected google/ana, which is ana@playground.example.\n");
    }
  }

  @Test
  void aPersonWhoSaysNoAtTheProviderIsTold(@TempDir Path folder) {
    try (var home = new GoogleHome(folder, Duration.ofHours(1));
        var _ = home.open();
        var phone = new Visitor()) {
      var connect = home.prompt().start("connect", "google-calendar", "--device", "--yes");

      phone.visit(page(connect), new Answers(Map.of("name", "Ana"), List.of("continue", "deny")));

      assertThat(connect.exit()).isEqualTo(6);
      assertThat(connect.err()).contains("google did not grant it (access_denied)");
      assertThat(home.prompt().run("accounts", "--json").out().strip()).isEqualTo("[]");
    }
  }

  @Test
  void aPastedAddressConnectsAtARealServer(@TempDir Path folder) throws IOException {
    try (var home = new LocalHome(folder, server);
        var _ = home.open();
        var keyboard = new PipedOutputStream()) {
      var typed = new PipedInputStream(keyboard, 1 << 15);
      var connect = home.prompt().start(typed, "connect", "local", "--as", "ana", "--paste");
      connect.awaitErr("Paste it here");
      var link = URI.create(connect.out().strip());

      var ended = BrowserVisitor.named("ana").visit(link, "http://127.0.0.1:" + port(link));
      type(keyboard, "nonsense\n" + ended.uri() + "\n");
      connect.awaitErr("Save it as local/ana?");
      type(keyboard, "\n");

      assertThat(connect.exit()).as(connect.toString()).isZero();
      assertThat(connect.err()).contains("[paste-too-early]");
      assertThat(home.ask().generation()).isEqualTo(1);
    }
  }

  @Test
  void whatCameBeforeAHostWasKilledIsGivenBackByTheNext(@TempDir Path folder) throws IOException {
    try (var home = new LocalHome(folder, server);
        var keyboard = new PipedOutputStream()) {
      long before = server.stats().revoked();
      Prompt.Typed connect;
      try (var host = HostProcess.up(home.path())) {
        var typed = new PipedInputStream(keyboard);
        connect = home.prompt().start(typed, "connect", "local", "--as", "ana", "--device");
        BrowserVisitor.named("ana").visit(page(connect), "x:");
        connect.awaitErr("Save it as local/ana?");
        host.kill();
      }

      try (var _ = home.open()) {
        Patience.until(() -> server.stats().revoked() > before, () -> "a revoked grant");
        type(keyboard, "y\n");

        assertThat(connect.exit()).isEqualTo(1);
        assertThat(connect.err()).contains("[nothing-to-save]");
        assertThat(home.prompt().run("accounts", "--json").out().strip()).isEqualTo("[]");
      }
    }
  }

  private static URI page(Prompt.Typed connect) {
    connect.awaitErr("waiting for the login");
    var printed = CODE.matcher(connect.out());
    assertThat(printed.find()).as(connect.toString()).isTrue();
    return URI.create(printed.group(1) + "?user_code=" + printed.group(2));
  }

  /// Where the login leads back to.
  private static String port(URI link) {
    var redirect = Pattern.compile("redirect_uri=http%3A%2F%2F127.0.0.1%3A(\\d+)%2Fcallback");
    var found = redirect.matcher(link.toString());
    assertThat(found.find()).as(link.toString()).isTrue();
    return found.group(1) + "/callback";
  }

  private static void type(PipedOutputStream keyboard, String text) throws IOException {
    keyboard.write(text.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }
}
