package dev.cloakroom.http;

import java.util.function.UnaryOperator;

/// One method and path, and who answers it.
///
/// @param method `GET`, `POST`, `DELETE`
/// @param pattern a path whose segments may be parameters, such as `/v1/accounts/{provider}/{name}`
/// @param handler who answers
public record Route(String method, String pattern, Handler handler) {
  /// A route for `GET`.
  public static Route get(String pattern, Handler handler) {
    return new Route("GET", pattern, handler);
  }

  /// A route for `POST`.
  public static Route post(String pattern, Handler handler) {
    return new Route("POST", pattern, handler);
  }

  /// A route for `DELETE`.
  public static Route delete(String pattern, Handler handler) {
    return new Route("DELETE", pattern, handler);
  }

  /// The same route with its handler wrapped.
  public Route with(UnaryOperator<Handler> wrapper) {
    return new Route(method, pattern, wrapper.apply(handler));
  }
}
