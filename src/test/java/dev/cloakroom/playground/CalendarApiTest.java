package dev.cloakroom.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class CalendarApiTest {
  private static final String LIST = "/calendar/v3/users/me/calendarList";
  private static final String EVENTS = "/calendar/v3/calendars/primary/events";

  private final Playground playground = new Playground();

  @Test
  void showsThePersonTheirOwnCalendar() {
    var token = playground.connect("Ana", "calendar").field("access_token");

    var events = playground.get(EVENTS, token);

    assertThat(events.json())
        .containsEntry("kind", "calendar#events")
        .containsEntry("summary", "Ana's calendar");
    assertThat(events.text())
        .contains("Ana sings: choir rehearsal", "\"dateTime\":\"2026-03-02T09:30:00Z\"");
  }

  @Test
  void listsThePrimaryCalendarAndASharedOne() {
    var token = playground.connect("Ana", "calendar").field("access_token");

    var calendars = playground.get(LIST, token);

    assertThat(calendars.json()).containsEntry("kind", "calendar#calendarList");
    assertThat(calendars.text())
        .contains("\"id\":\"ana@playground.example\"", "\"primary\":true", "Neighbourhood");
  }

  @Test
  void findsACalendarByItsId() {
    var token = playground.connect("Ana", "calendar").field("access_token");
    var shared = "/calendar/v3/calendars/neighbourhood@playground.example/events";
    var unknown = "/calendar/v3/calendars/ben@playground.example/events";

    assertThat(playground.get(shared, token).text()).contains("Street market");
    assertThat(playground.get(unknown, token).status()).isEqualTo(404);
  }

  @Test
  void keepsToTheTimesAsked() {
    var token = playground.connect("Ana", "calendar").field("access_token");
    var tomorrow =
        Map.of("timeMin", "2026-03-03T00:00:00Z", "timeMax", "2026-03-04T00:00:00+00:00");

    var events = playground.get(EVENTS, token, tomorrow).json();

    assertThat(events.get("items")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(1);
    assertThat(events.toString()).contains("Lunch with Ben");
  }

  @Test
  void refusesATimeThatIsNone() {
    var token = playground.connect("Ana", "calendar").field("access_token");

    assertThat(playground.get(EVENTS, token, Map.of("timeMin", "soon")).status()).isEqualTo(400);
    assertThat(playground.get(EVENTS, token, Map.of("maxResults", "-1")).status()).isEqualTo(400);
  }

  @Test
  void asksForATokenWhenThereIsNone() {
    var reply = playground.getWithoutToken(LIST);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"playground\"");
  }

  @Test
  void refusesATokenThatHasExpired() {
    var token = playground.connect("Ana", "calendar").field("access_token");
    playground.clock.advance(Playground.LIFETIME);

    var reply = playground.get(EVENTS, token);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
  }

  @Test
  void refusesATokenWithoutTheCalendarScope() {
    var token = playground.connect("Ana", "email").field("access_token");

    var reply = playground.get(EVENTS, token);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.header("WWW-Authenticate"))
        .contains("error=\"insufficient_scope\"", "scope=\"calendar\"");
  }

  @Test
  void refusesARefreshTokenInPlaceOfAnAccessToken() {
    var refresh = playground.connect("Ana", "calendar").field("refresh_token");

    assertThat(playground.get(EVENTS, refresh).status()).isEqualTo(401);
  }
}
