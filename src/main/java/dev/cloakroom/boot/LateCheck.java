package dev.cloakroom.boot;

import dev.cloakroom.http.Handler;
import dev.cloakroom.http.HostCheck;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A host check that is known only once the listener has its port; until then nobody is let in.
final class LateCheck implements UnaryOperator<Handler> {
  private volatile @Nullable HostCheck check;

  void set(HostCheck known) {
    check = known;
  }

  @Override
  public Handler apply(Handler handler) {
    return request -> {
      var known = check;
      if (known == null) {
        throw new Problem(Kind.HOST_DOWN, "starting", "The host is starting; try again.");
      }
      return known.apply(handler).handle(request);
    };
  }
}
