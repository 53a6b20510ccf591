package dev.cloakroom.http;

import io.helidon.webserver.Router;
import io.helidon.webserver.Routing;
import io.helidon.webserver.http.HttpRouting;
import java.util.List;

/// A router of Helidon's that knows one HTTP routing and nothing else.
record SoleRouter(HttpRouting http) implements Router {
  @Override
  public <T extends Routing> T routing(Class<T> type, T otherwise) {
    return type.isInstance(http) ? type.cast(http) : otherwise;
  }

  @Override
  public List<? extends Routing> routings() {
    return List.of(http);
  }

  @Override
  public void beforeStart() {}

  @Override
  public void afterStop() {}
}
