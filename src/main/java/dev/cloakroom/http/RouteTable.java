package dev.cloakroom.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Who answers which method and path. Of several patterns that match, the one with the fewest
/// parameters wins.
final class RouteTable {
  private final Map<List<String>, Map<String, Handler>> fixed = new HashMap<>();
  private final Map<List<String>, Map<String, Handler>> patterns = new HashMap<>();

  RouteTable(List<Route> routes) {
    for (var route : routes) {
      var segments = List.of(route.pattern().split("/", -1));
      var table = segments.stream().anyMatch(RouteTable::isParameter) ? patterns : fixed;
      var known =
          table
              .computeIfAbsent(segments, _ -> new HashMap<>())
              .putIfAbsent(route.method(), route.handler());
      if (known != null) {
        throw new IllegalArgumentException(
            "two routes for " + route.method() + " " + route.pattern());
      }
    }
  }

  /// Looks up the decoded segments of a path.
  Found find(String method, List<String> segments) {
    var methods = fixed.get(segments);
    if (methods != null) {
      return found(methods, method, Map.of());
    }
    var matches = new ArrayList<Found>();
    patterns.forEach((pattern, handlers) -> {
      if (matches(pattern, segments)) {
        matches.add(found(handlers, method, parameters(pattern, segments)));
      }
    });
    return matches.stream().min(RouteTable::byPrecision).orElse(new Found.Nothing());
  }

  private static int byPrecision(Found one, Found other) {
    return Integer.compare(vagueness(one), vagueness(other));
  }

  private static int vagueness(Found found) {
    return found instanceof Found.Answered(_, var parameters)
        ? parameters.size()
        : Integer.MAX_VALUE;
  }

  private static Found found(
      Map<String, Handler> methods, String method, Map<String, String> parameters) {
    var handler = methods.get(method.equals("HEAD") ? "GET" : method);
    return handler == null
        ? new Found.OtherMethods(allowed(methods))
        : new Found.Answered(handler, parameters);
  }

  private static String allowed(Map<String, Handler> methods) {
    var names = new TreeSet<>(methods.keySet());
    if (names.contains("GET")) {
      names.add("HEAD");
    }
    return String.join(", ", names);
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static boolean matches(List<String> pattern, List<String> segments) {
    if (pattern.size() != segments.size()) {
      return false;
    }
    for (int at = 0; at < pattern.size(); at++) {
      var wanted = pattern.get(at);
      var given = segments.get(at);
      if (isParameter(wanted) ? given.isEmpty() : !wanted.equals(given)) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> parameters(List<String> pattern, List<String> segments) {
    var parameters = new HashMap<String, String>();
    for (int at = 0; at < pattern.size(); at++) {
      var name = pattern.get(at);
      if (isParameter(name)) {
        parameters.put(name.substring(1, name.length() - 1), segments.get(at));
      }
    }
    return Map.copyOf(parameters);
  }

  /// What a look-up finds.
  sealed interface Found {
    /// A handler, and what the pattern's parameters are in this path.
    record Answered(Handler handler, Map<String, String> parameters) implements Found {}

    /// The path is known, the method is not; `allow` lists those that are.
    record OtherMethods(String allow) implements Found {}

    /// No route has this path.
    record Nothing() implements Found {}
  }
}
