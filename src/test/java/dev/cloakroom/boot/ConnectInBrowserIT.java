package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.ConsentPage;
import dev.cloakroom.browser.PlaygroundPage;
import dev.cloakroom.browser.Visit;
import dev.cloakroom.browser.Window;
import dev.cloakroom.browser.WithChromium;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// `cloakroom connect`, answered in a real browser, with a whole host.
@ExtendWith(WithChromium.class)
class ConnectInBrowserIT {
  private final Chromium chromium;
  @TempDir private Path folder;
  private PlaygroundHome home;

  ConnectInBrowserIT(Chromium chromium) {
    this.chromium = chromium;
  }

  @BeforeEach
  void open() {
    home = new PlaygroundHome(folder);
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void endsWhenThePersonHasSavedTheAccount() {
    var connect = home.prompt().start("connect", "local", "--as", "ana");
    try (var visit = visit()) {
      visit.open(home.link());
      var page = new ConsentPage(visit.page());
      page.allow();
      var provider = new PlaygroundPage(visit.page());
      provider.logIn("Ana");
      provider.allow();
      page.save();

      page.assertShows(ConsentPage.CONNECTED);
      assertThat(connect.exit()).as(connect.toString()).isZero();
      assertThat(home.prompt().run("token", "local/ana").exit()).isZero();
    }
  }

  @Test
  void failsWhenThePersonCancels() {
    var connect = home.prompt().start("connect", "local", "--as", "ana");
    try (var visit = visit()) {
      visit.open(home.link());
      var page = new ConsentPage(visit.page());
      page.cancel();

      page.assertShows(ConsentPage.DENIED);
      assertThat(connect.exit()).as(connect.toString()).isNotZero();
      assertThat(home.provider().counts().codes()).isZero();
    }
  }

  @Test
  void opensTheConsoleInOneBrowserOnly() {
    var link = home.consoleLink();
    try (var first = visit();
        var second = visit()) {
      assertThat(first.open(link)).isEqualTo(200);

      assertThat(second.open(link)).isEqualTo(403);
      assertThat(second.open(home.base())).isEqualTo(403);
    }
  }

  private Visit visit() {
    return chromium.visit(Window.DESKTOP, home.base(), home.issuer());
  }
}
