package dev.cloakroom.control;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.nanokimi.Migration;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.ChangeView;
import dev.cloakroom.wire.MigrateRequest;
import dev.cloakroom.wire.MigrateView;
import dev.cloakroom.wire.Wire;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// The part of the API that brings other installations over.
public final class MigrationApi {
  private final Migration migration;
  private final Accounts accounts;

  /// The API over these rooms.
  public MigrationApi(Migration migration, Accounts accounts) {
    this.migration = migration;
    this.accounts = accounts;
  }

  /// The routes, for the control socket.
  public List<Route> routes() {
    return List.of(Route.post("/v1/migrate/nanokimi", this::migrate));
  }

  private Reply migrate(Request request) {
    var asked = Wire.read(MigrateRequest.class, request.json());
    if (!AccountId.isName(asked.name())) {
      throw new Problem(
          Kind.USAGE,
          "bad-name",
          "--as takes a name: 1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit.");
    }
    var wish =
        new Migration.Wish(
            path(asked.folder()),
            asked.name(),
            asked.dryRun(),
            asked.leaveOrigin(),
            asked.process());
    var changes =
        migration.run(wish).stream()
            .map(done -> new ChangeView(done.what(), done.outcome()))
            .toList();
    return Reply.json(
        Wire.json(
            new MigrateView(
                wish.account().toString(),
                asked.dryRun(),
                changes,
                asked.dryRun() ? null : accounts.one(wish.account()))));
  }

  private static Path path(String folder) {
    try {
      var path = Path.of(folder);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException _) {
      // told below
    }
    throw new Problem(Kind.USAGE, "bad-folder", "The folder of the checkout is an absolute path.");
  }
}
