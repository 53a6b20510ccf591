package dev.cloakroom.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static final Event ALARM = new Event.Alarm("code", "words");

  private final Events events = new Events();
  private final List<String> heard = new ArrayList<>();

  @Test
  void tellsListenersInTheOrderTheyCame() {
    events.subscribe(_ -> heard.add("first"));
    events.subscribe(_ -> heard.add("second"));

    events.publish(ALARM);

    assertThat(heard).containsExactly("first", "second");
  }

  @Test
  void tellsNobodyWhoHasLeft() {
    var subscription = events.subscribe(_ -> heard.add("left"));
    events.subscribe(_ -> heard.add("stays"));

    subscription.close();
    events.publish(ALARM);

    assertThat(heard).containsExactly("stays");
  }

  @Test
  void tellsTheOthersWhenOneFails() {
    events.subscribe(_ -> {
      throw new IllegalStateException("on purpose");
    });
    events.subscribe(_ -> heard.add("heard"));

    events.publish(ALARM);

    assertThat(heard).containsExactly("heard");
  }

  @Test
  void letsAListenerLeaveWhileItListens() {
    var own = new ArrayList<Events.Subscription>();
    own.add(
        events.subscribe(_ -> {
          heard.add("once");
          own.getFirst().close();
        }));

    events.publish(ALARM);
    events.publish(ALARM);

    assertThat(heard).containsExactly("once");
  }
}
