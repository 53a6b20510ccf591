package dev.cloakroom.control;

import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.nanokimi.Checkout;
import dev.cloakroom.nanokimi.Comparison;
import dev.cloakroom.nanokimi.Layout;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.CompareRequest;
import dev.cloakroom.wire.ComparisonView;
import dev.cloakroom.wire.Wire;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// What the containers of foreign layouts reach, before they are changed and after. Nothing is
/// started, and nothing touched.
///
/// @param person the person's home folder
public record CompareApi(Path person) {
  /// The routes, for the control socket.
  public List<Route> routes() {
    return List.of(Route.post("/v1/compare", this::compare));
  }

  private Reply compare(Request request) {
    var asked = Wire.read(CompareRequest.class, request.json());
    if (!asked.layout().equals("nanokimi")) {
      throw unknown();
    }
    var folder = Checkout.at(path(asked.folder()), person).folder();
    var rows = Comparison.of(folder, Layout.before(folder), Layout.after(folder));
    return Reply.json(
        Wire.json(
            ComparisonView.class,
            rows.stream()
                .map(row -> new ComparisonView(row.aspect(), row.before(), row.after()))
                .toList()));
  }

  private static Path path(String folder) {
    try {
      return Path.of(folder);
    } catch (InvalidPathException _) {
      throw unknown();
    }
  }

  private static Problem unknown() {
    return new Problem(
        Kind.USAGE, "unknown-layout", "--compare takes a layout and its folder: nanokimi:DIR.");
  }
}
