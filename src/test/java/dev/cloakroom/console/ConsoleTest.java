package dev.cloakroom.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.oauth.TokenOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {
  @TempDir private Path folder;
  private Stage stage;
  private Caller person;

  @BeforeEach
  void open() {
    stage = new Stage(folder);
    person = new Caller(stage.link());
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void showsAccountsThatAreNotWellFirst() {
    stage.allStates();

    var page = person.get("/");

    assertThat(page)
        .containsSubsequence(
            "google/dora",
            "google/carl",
            "google/emil",
            "kimi-code/fritz",
            "google/bea",
            "google/ana");
  }

  @Test
  void saysHowLongAnAccountLasts() {
    var ana = new AccountId("google", "ana");
    stage.rooms.connectWithoutRefreshToken(ana, "ana", Duration.ofDays(7));
    stage.healthy("bea", Duration.ofMinutes(5));

    assertThat(person.get("/")).contains("1 ends soon", "calendar.ics");
    assertThat(person.get("/accounts/google/ana"))
        .contains("Ends soon", "28 November 2026, in 7 d", "gave no refresh token", "Log in again");
    assertThat(person.get("/accounts/google/bea"))
        .contains("no end is known", "while the host is off, until", "20 May 2027");
    assertThat(person.get("/calendar.ics")).contains("SUMMARY:google/ana needs");
  }

  @Test
  void findsAccountsByNameAndOwner() {
    stage.healthy("ana", Duration.ofMinutes(5));
    stage.healthy("bea", Duration.ofMinutes(5));

    assertThat(person.get("/?q=BEA@example")).contains("google/bea").doesNotContain("google/ana");
    assertThat(person.get("/?q=%3Cb%3E")).contains("Nothing found").doesNotContain("<b>");
  }

  @Test
  void cutsLongListsIntoPages() {
    for (int i = 0; i < 120; i++) {
      stage.healthy("n" + (100 + i), Duration.ofMinutes(5));
    }

    assertThat(person.get("/"))
        .contains("google/n149", "Page 1 of 3")
        .doesNotContain("google/n150");
    assertThat(person.get("/?page=3&q=n")).contains("google/n219").doesNotContain("google/n199");
    assertThat(person.get("/?page=99")).contains("Page 3 of 3");
    assertThat(person.get("/?page=-1")).contains("Page 1 of 3");
  }

  @Test
  void showsWhatStrangersSayAsTextOnly() {
    var evil = "<script>alert(1)</script>";
    stage.connect(new AccountId("google", "ana"), evil, "<img/src=x>");

    for (var path : new String[] {"/", "/accounts/google/ana", "/accounts/google/ana/disconnect"}) {
      assertThat(person.get(path)).contains("&lt;script&gt;").doesNotContain("<script>", "<img/");
    }
  }

  @Test
  void tellsWhatDisconnectingWouldDoAndDoesIt() {
    var ana = stage.healthy("ana", Duration.ofMinutes(5));
    stage.grant("skill", ana, "google");

    assertThat(person.get("/accounts/google/ana/disconnect"))
        .contains("asked to revoke", "can&#39;t read it any more: skill");
    assertThat(stage.rooms.vault.accounts()).hasSize(1);

    assertThat(person.post("/accounts/google/ana/disconnect"))
        .contains("google/ana is disconnected", "These grants ended: skill google");
    assertThat(stage.rooms.vault.accounts()).isEmpty();
    assertThat(stage.rooms.grants.all()).isEmpty();
    assertThat(stage.rooms.endpoint.revoked()).hasSize(1);
  }

  @Test
  void saysThatAnAccountIsNotThere() {
    assertThat(person.get("/accounts/google/nobody")).contains("unknown-account");
    assertThat(person.get("/accounts/google/%3Cx%3E")).contains("unknown-account");
    assertThat(person.get("/runs/00000000")).contains("unknown-run");
    assertThat(person.post("/runs/00000000/stop")).contains("unknown-run");
  }

  @Test
  void asksForTheSameAccountAgain() {
    stage.refreshed("dora", Duration.ofMinutes(5), new TokenOutcome.InvalidGrant("invalid_grant"));
    assertThat(person.get("/accounts/google/dora")).contains("Log in again");

    person.post("/connect", "provider", "google", "name", "dora");

    var asked = stage.rooms.consents.open().getFirst();
    assertThat(asked.account()).isEqualTo(new AccountId("google", "dora"));
  }

  @Test
  void saysWhyAProviderCannotBeConnected() {
    assertThat(person.get("/connect?q=git")).contains("providers.github.client");
    assertThat(person.post("/connect", "provider", "github")).contains("no-client");
    assertThat(person.post("/connect", "provider", "nope")).contains("unknown-provider");
    assertThat(person.post("/connect", "provider", "google", "name", "A B"))
        .contains("bad-account");
  }

  @Test
  void showsWhatARunWasGivenOnItsCommandLineForAsLongAsItRuns() throws Exception {
    stage.healthy("ana", Duration.ofMinutes(5));
    var run = stage.house.start("skill", "google/ana");
    var id = run.next("started").run();

    for (var path : new String[] {"/access", "/accounts/google/ana"}) {
      assertThat(person.get(path)).contains(">skill<", "access-file");
    }
    assertThat(person.get("/")).contains("1 workload reads it");

    person.post("/runs/" + id + "/stop");
    run.end();
    assertThat(person.get("/access")).contains("No workload may read anything");
  }

  @Test
  void stopsARun() throws Exception {
    stage.healthy("ana", Duration.ofMinutes(5));
    var run = stage.house.start("skill", "google/ana");
    var id = run.next("started").run();
    assertThat(person.get("/runs/" + id)).contains("Running", "Stop it", "google/ana");

    person.post("/runs/" + id + "/stop");
    run.end();

    assertThat(person.get("/runs/" + id)).doesNotContain("Stop it").contains("What it held");
  }

  @Test
  void handsOutNoToken() throws Exception {
    stage.healthy("ana", Duration.ofMinutes(5));
    var run = stage.house.start("skill", "google/ana");
    var id = run.next("started").run();

    for (var path :
        new String[] {"/", "/accounts/google/ana", "/runs/" + id, "/activity", "/access"}) {
      assertThat(person.get(path)).doesNotContain("secret-a-ana", "secret-r-ana");
    }
    run.goAway();
  }
}
