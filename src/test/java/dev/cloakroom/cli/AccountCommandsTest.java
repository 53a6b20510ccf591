package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.http.Reply;
import dev.cloakroom.wire.AccountView;
import dev.cloakroom.wire.StatusView;
import dev.cloakroom.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountCommandsTest extends WithFakeHost {
  @Test
  void showsTheHostAndItsAccounts() {
    status(account("google/ana", "healthy"), account("github/bot", "uncertain"));

    assertThat(shell.run("status")).isEqualTo(4);
    assertThat(shell.out())
        .isEqualTo(
            """
            host      cloakroom 1.0, up 3 h 5 min
            home      /home/ana/.local/share/cloakroom
            console   http://127.0.0.1:7878

            ACCOUNT     WHOSE            STATE      EXPIRES IN  REFRESH IN  SCOPES
            google/ana  ana@example.com  healthy    52 min      40 min      a b
            github/bot  ana@example.com  uncertain  52 min      40 min      a b
            github/bot: the last attempt is open
            """);
  }

  @Test
  void listsTheAccounts() {
    host.answers(
        "GET /v1/accounts",
        Wire.json(AccountView.class, List.of(account("google/ana", "healthy"))));

    assertThat(shell.run("accounts")).isZero();
    assertThat(shell.out())
        .isEqualTo(
            """
            ACCOUNT     WHOSE            STATE    SCOPES
            google/ana  ana@example.com  healthy  a b
            """);
  }

  @Test
  void saysWhichAccountsEndSoon() {
    var soon = Shell.NOW.plus(Duration.ofHours(147));
    var late = Shell.NOW.plus(Duration.ofDays(300));
    var accounts = List.of(lasting("google/ana", soon), lasting("google/ben", late));
    host.answers("GET /v1/accounts", Wire.json(AccountView.class, accounts));

    assertThat(shell.run("accounts")).isZero();
    assertThat(shell.out())
        .endsWith(
            "\ngoogle/ana: ends in 6 d 3 h, as the provider has your client in its test mode; log in again before: cloakroom connect google --as ana\n")
        .doesNotContain("google/ben:");
  }

  @Test
  void saysWhatToDoAboutAnAuthorizationThatHasEnded() {
    host.answers(
        "GET /v1/accounts",
        Wire.json(AccountView.class, List.of(account("google/ana", "needs-consent"))));

    assertThat(shell.run("accounts")).isEqualTo(4);
    assertThat(shell.out())
        .contains("google/ana: its authorization has ended", "cloakroom connect google --as ana");
  }

  @Test
  void printsTheCalendarAsItIs() {
    var calendar = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
    host.answers("GET /v1/calendar.ics", _ -> Reply.text(200, "text/calendar", calendar));

    assertThat(shell.run("accounts", "--calendar")).isZero();
    assertThat(shell.out()).isEqualTo(calendar);
  }

  @Test
  void printsANewAddressOfTheCalendar() {
    var address = "http://127.0.0.1:7878/calendar/abc/cloakroom.ics";
    host.answers("POST /v1/calendar", "{\"link\":\"" + address + "\"}");

    assertThat(shell.run("accounts", "--calendar-address")).isZero();
    assertThat(shell.out()).isEqualTo(address + "\n");
    assertThat(shell.err()).contains("the one before has ended");
  }

  @Test
  void printsACalendarOrItsAddress() {
    assertThat(shell.run("accounts", "--calendar-address", "--calendar")).isEqualTo(2);
    assertThat(shell.err()).contains("bad-choice");
  }

  @Test
  void hintsWhenThereIsNoAccount() {
    host.answers("GET /v1/accounts", "[]");

    assertThat(shell.run("accounts")).isZero();
    assertThat(shell.out()).contains("cloakroom connect PROVIDER");
  }

  @ParameterizedTest
  @CsvSource({
    "healthy, healthy, 0",
    "healthy, expired, 3",
    "expired, needs-consent, 4",
    "misconfigured, expired, 4",
    "uncertain, healthy, 4",
  })
  void endsAsTheWorstOfThem(String one, String other, int exit) {
    status(account("google/ana", one), account("google/ben", other));

    assertThat(shell.run("status", "--json")).isEqualTo(exit);
    assertThat(shell.out()).startsWith("{\"version\":\"1.0\"").endsWith("}\n");
  }

  private void status(AccountView... accounts) {
    host.answers(
        "GET /v1/status",
        Wire.json(
            new StatusView(
                "1.0",
                "/home/ana/.local/share/cloakroom",
                "http://127.0.0.1:7878",
                Shell.NOW.minus(Duration.ofMinutes(185)),
                List.of(accounts))));
  }

  private static AccountView lasting(String id, Instant end) {
    return account(id, "healthy", end, "test-mode");
  }

  private static AccountView account(String id, String state) {
    return account(id, state, null, null);
  }

  private static AccountView account(
      String id, String state, @Nullable Instant end, @Nullable String because) {
    return new AccountView(
        id,
        "ana@example.com",
        state,
        state.equals("healthy") ? "" : "the last attempt is open",
        "a b",
        3,
        Shell.NOW.minus(Duration.ofMinutes(8)),
        Shell.NOW.plus(Duration.ofMinutes(52)),
        Shell.NOW.plus(Duration.ofMinutes(40)),
        null,
        end,
        because,
        null);
  }
}
